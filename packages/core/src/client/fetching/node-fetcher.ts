/**
 * Fetching from one broker, by one of its lanes, one request at a time: what waits long there for records has a lane
 * of its own and holds up nobody else. What an answer means for its partitions is said elsewhere (`fetch-answer.ts`).
 */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import { ZERO_UUID } from '../../protocol/defaults.ts'
import { errors } from '../../protocol/errors.ts'
import type { fetchResponse } from '../../protocol/messages/01-fetch.ts'
import type { Cluster, Lane } from '../cluster/cluster.ts'
import { channels } from '../diagnostics.ts'
import { brokerError, ClientError, ClosedError } from '../errors.ts'
import { Backoff } from '../pause.ts'
import type { FetchSettings } from './fetch-options.ts'
import type { FetchPartition } from './fetch-partition.ts'
import type { Position } from './fetch-position.ts'
import { FetchSession, type Wanted } from './fetch-session.ts'
import type { FetchedChunk } from './fetched-chunk.ts'

export type PartitionAnswer = Body<typeof fetchResponse>['responses'][number]['partitions'][number]
export type Endpoints = Body<typeof fetchResponse>['nodeEndpoints']

/** A partition that a request asked for, and what it was asked about. */
export interface Asked {
  readonly partition: FetchPartition
  readonly era: number
  readonly from: Position
}

/** What was asked for, and what came of it. */
export interface Fetched {
  readonly nodeId: number
  readonly broker: string
  readonly asked: ReadonlyMap<string, Asked>
  /** By the partitions' names; those without news are missing. */
  readonly answers: ReadonlyMap<string, PartitionAnswer>
  readonly nodeEndpoints: Endpoints
}

/** A request that is under way. */
export interface SentFetch {
  readonly asked: ReadonlyMap<string, Asked>
  /** How long the broker may wait before it answers. */
  readonly maxWaitMs: number
}

export interface AskOptions {
  readonly maxWaitMs: number
  readonly shareBytes: number
}

export interface NodeFetcherOptions {
  readonly settings: FetchSettings
  /** By which of a broker's connections it asks. By others than `fetch` it has no session, and asks for little. */
  readonly lane: Lane
}

const WITHOUT_IDS = [4, 12] as const
const FIRST_WITH_IDS = 13
const FIRST_WITH_LAST_EPOCH = 12

export class NodeFetcher {
  readonly nodeId: number
  readonly #cluster: Cluster
  readonly #settings: FetchSettings
  readonly #lane: Lane
  readonly #session: FetchSession
  readonly #backoff: Backoff
  /** What the last answer held. */
  #chunks: readonly FetchedChunk[] = []
  #chunkBytes = 0
  isAsking = false
  /** Null where none is under way, or it waits for a connection. */
  sent: SentFetch | null = null
  /** Before this moment of the clock's `elapsedMs` it is not asked: it said so, or it failed. */
  notBeforeMs = 0

  constructor(nodeId: number, cluster: Cluster, { settings, lane }: NodeFetcherOptions) {
    this.nodeId = nodeId
    this.#cluster = cluster
    this.#settings = settings
    this.#lane = lane
    this.#session = new FetchSession({ isKept: lane === 'fetch' })
    const { retryBackoffMs: firstMs, retryBackoffMaxMs: maxMs, random } = cluster.settings
    this.#backoff = new Backoff({ firstMs, maxMs, random })
  }

  /** Asks for partitions, and waits for no longer than so. Rejects with what failed, after which it is not asked for a while. */
  async ask(partitions: readonly FetchPartition[], options: AskOptions): Promise<Fetched> {
    const { clock } = this.#cluster.settings
    this.isAsking = true
    try {
      const fetched = await this.#ask(partitions, options)
      this.#backoff.succeeded()
      return fetched
    } catch (problem) {
      const isRefused = problem instanceof ClientError && SESSION_ERRORS.has(problem.code)
      if (!isRefused) this.#session.lost()
      const isFirst = this.#backoff.failures === 0
      const pauseMs = this.#backoff.nextMs()
      if (!isRefused || !isFirst) this.notBeforeMs = clock.elapsedMs() + pauseMs
      const isNews = channels.fetchFailed.hasSubscribers && !(problem instanceof ClosedError)
      if (isNews) this.#tellFailed(problem)
      throw problem
    } finally {
      this.isAsking = false
      this.sent = null
    }
  }

  /** What the answer held; what is left of the one before moves, lest it keep all of that in memory. */
  holds(chunks: readonly FetchedChunk[]): void {
    for (const chunk of this.#chunks) chunk.detach(this.#chunkBytes)
    this.#chunks = chunks
    this.#chunkBytes = chunks.reduce((sum, { size }) => sum + size, 0)
  }

  /** Lets the broker forget the session, if that can be said at once. */
  async close(): Promise<void> {
    this.#chunks = []
    if (!this.#session.isOpen) return
    const link = this.#cluster.link(this.nodeId)
    if (!link.isConnected) return
    const body = { ...this.#limits(0), ...this.#session.final() }
    await link.ask({ api: apis.fetch, body, versions: [7, apis.fetch.request.versions[1]] })
  }

  async #ask(partitions: readonly FetchPartition[], options: AskOptions): Promise<Fetched> {
    const { clock } = this.#cluster.settings
    const link = this.#cluster.link(this.nodeId, this.#lane)
    const connection = await link.connection()
    // Some may have gone, or been sought elsewhere, while the connection came about.
    const left = partitions.filter(({ isToBeFetched }) => isToBeFetched)
    if (left.length === 0) return this.#nothing(link.name)
    const hasIds = left.every(({ topic }) => (this.#cluster.view.topics.get(topic)?.id ?? ZERO_UUID) !== ZERO_UUID)
    const version = connection.versions.pick(apis.fetch, hasIds ? undefined : WITHOUT_IDS)
    const { asked, wanted } = this.#wanted(left, { version, shareBytes: options.shareBytes })
    const part = this.#session.next(wanted, version >= FIRST_WITH_IDS)
    const beganMs = clock.elapsedMs()
    this.sent = { asked, maxWaitMs: options.maxWaitMs }
    const { body } = await connection.askAt(
      { api: apis.fetch, body: { ...this.#limits(options.maxWaitMs), ...part } },
      version,
    )
    const nowMs = clock.elapsedMs()
    this.notBeforeMs = connection.mutedUntilMs
    if (body.errorCode !== errors.NONE.code) {
      this.#session.refused(body.errorCode)
      throw brokerError(body.errorCode, { place: { broker: link.name, api: `${apis.fetch.name} v${version}` } })
    }
    const answers = this.#answers(body)
    this.#session.answered(body.sessionId)
    if (channels.fetch.hasSubscribers) {
      const bytes = [...answers.values()].reduce((sum, { records }) => sum + (records?.length ?? 0), 0)
      const { throttleTimeMs: throttleMs } = body
      channels.fetch.publish({
        clientId: this.#cluster.settings.clientId,
        broker: link.name,
        partitions: answers.size,
        bytes,
        durationMs: nowMs - beganMs,
        throttleMs,
      })
    }
    return { nodeId: this.nodeId, broker: link.name, asked, answers, nodeEndpoints: body.nodeEndpoints }
  }

  #tellFailed(error: unknown): void {
    const { clientId } = this.#cluster.settings
    const { host, port } = this.#cluster.view.brokers.get(this.nodeId) ?? { host: 'unknown', port: 0 }
    channels.fetchFailed.publish({ clientId, broker: `${host}:${port} (${this.nodeId})`, error })
  }

  #nothing(broker: string): Fetched {
    return { nodeId: this.nodeId, broker, asked: new Map(), answers: new Map(), nodeEndpoints: [] }
  }

  #wanted(partitions: readonly FetchPartition[], options: { version: number; shareBytes: number }) {
    const { view } = this.#cluster
    const asked = new Map<string, Asked>()
    const wanted = new Map<string, Wanted>()
    for (const partition of partitions) {
      const { topic, partition: index, name, era, fetched: from } = partition
      asked.set(name, { partition, era, from })
      wanted.set(name, {
        topic,
        topicId: view.topics.get(topic)?.id ?? ZERO_UUID,
        partition: index,
        currentLeaderEpoch: view.partition(topic, index)?.leaderEpoch ?? -1,
        fetchOffset: from.offset,
        lastFetchedEpoch: options.version >= FIRST_WITH_LAST_EPOCH ? from.leaderEpoch : -1,
        partitionMaxBytes: Math.min(this.#settings.partitionMaxBytes, options.shareBytes),
      })
    }
    return { asked, wanted }
  }

  #limits(maxWaitMs: number) {
    const { minBytes, partitionMaxBytes, isolation, rackId } = this.#settings
    const maxBytes = this.#lane === 'fetch' ? this.#settings.maxBytes : partitionMaxBytes
    return { maxWaitMs, minBytes, maxBytes, rackId, isolationLevel: isolation === 'read_committed' ? 1 : 0 }
  }

  #answers(body: Body<typeof fetchResponse>): Map<string, PartitionAnswer> {
    const answers = new Map<string, PartitionAnswer>()
    for (const { topic, topicId, partitions } of body.responses) {
      const name = topicId === ZERO_UUID ? topic : this.#session.topicName(topicId)
      for (const answer of partitions) answers.set(`${name}-${answer.partitionIndex}`, answer)
    }
    return answers
  }
}

/** After these a full request is sent at once. */
const SESSION_ERRORS: ReadonlySet<string> = new Set([
  'FETCH_SESSION_ID_NOT_FOUND',
  'INVALID_FETCH_SESSION_EPOCH',
  'FETCH_SESSION_TOPIC_ID_ERROR',
])
