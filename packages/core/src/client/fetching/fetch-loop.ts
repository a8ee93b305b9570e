/**
 * Keeps fetches under way: for each broker at most one that waits there, of the partitions that it leads and that have
 * room, and one beside it for those that it does not ask for. It runs when something has changed (an answer, a seek,
 * room) and when a pause is over; between these nothing happens.
 */
import type { Timer } from '../../host/clock.ts'
import { errors } from '../../protocol/errors.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { brokerError } from '../errors.ts'
import { pause } from '../pause.ts'
import { AnswerReader } from './fetch-answer.ts'
import type { FetchSettings } from './fetch-options.ts'
import type { FetchPartition } from './fetch-partition.ts'
import { NodeFetcher } from './node-fetcher.ts'
import { Overtaking } from './overtaking.ts'
import { PlaceFinder } from './place-finder.ts'
import { leaveReplica, sourceOf } from './read-replica.ts'
import { ViewKeeper } from './view-keeper.ts'

export interface FetchLoopSetup {
  readonly cluster: Cluster
  readonly settings: FetchSettings
  readonly partitions: ReadonlyMap<string, FetchPartition>
  /** A request failed as a whole. */
  readonly failed: (problem: unknown) => void
}

/** What there is to ask of one broker. */
interface Errand {
  readonly partitions: FetchPartition[]
  /** Whether others of its partitions have no room at the moment: then nobody waits long for the answer. */
  isShort: boolean
}

/** How long a partition that had no room waits at most for the fetch of others of its broker. */
const SHORT_WAIT_MS = 50
/** Smaller shares would make more requests than records. */
const SHARE_BYTES_MIN = 4_096

export class FetchLoop {
  readonly #setup: FetchLoopSetup
  readonly #nodes = new Map<number, NodeFetcher>()
  readonly #overtaking = new Map<number, Overtaking>()
  readonly #reader: AnswerReader
  readonly #places: PlaceFinder
  readonly #views: ViewKeeper
  #timer: Timer | undefined
  #dueMs = Number.POSITIVE_INFINITY
  #isClosed = false

  constructor(setup: FetchLoopSetup) {
    this.#setup = setup
    const { cluster, settings, failed } = setup
    const again = () => this.run()
    this.#reader = new AnswerReader(settings, cluster)
    this.#views = new ViewKeeper(cluster, { again, failed })
    const stale = () => this.#views.keep(true)
    this.#places = new PlaceFinder(cluster, { isolation: settings.isolation, again, stale })
  }

  /** Sends what can be sent now, and sets the clock for what cannot. */
  run(): void {
    if (this.#isClosed) return
    const nowMs = this.#setup.cluster.settings.clock.elapsedMs()
    const errands = new Map<number, Errand>()
    const placeless: FetchPartition[] = []
    let isViewStale = false
    let nextMs = Number.POSITIVE_INFINITY
    for (const partition of this.#setup.partitions.values()) {
      if (partition.place !== null) placeless.push(partition)
      else if (!partition.isToBeFetched) continue
      else if (partition.notBeforeMs > nowMs) nextMs = Math.min(nextMs, partition.notBeforeMs)
      else if (!this.#plan(partition, errands)) isViewStale = true
    }
    for (const [nodeId, errand] of errands) nextMs = Math.min(nextMs, this.#send(this.#node(nodeId), errand, nowMs))
    if (placeless.length > 0) nextMs = Math.min(nextMs, this.#places.find(placeless))
    this.#views.keep(isViewStale)
    this.#runAt(nextMs, nowMs)
  }

  /** Some memory of a partition is free: whether that makes it one to ask for. */
  released(partition: FetchPartition, bytesBefore: number): void {
    const limit = this.#shareBytes >>> 1
    const hasCrossed = bytesBefore > limit && partition.bufferedBytes <= limit
    if (hasCrossed || (partition.waitsUntilConsumed && partition.bufferedBytes === 0)) this.run()
  }

  /** Ends within the time, with the sessions closed where their brokers can be told. */
  async close(timeoutMs: number): Promise<void> {
    this.#isClosed = true
    this.#timer?.cancel()
    this.#views.close()
    const over = new AbortController()
    const closed = Promise.allSettled(Array.from(this.#nodes.values(), (node) => node.close()))
    const late = pause(this.#setup.cluster.settings.clock, timeoutMs, over.signal).catch(() => {})
    await Promise.race([closed, late])
    over.abort()
  }

  /** What one partition may hold: two answers' worth, unless there are so many that their shares are smaller. */
  get #shareBytes(): number {
    const { settings, partitions } = this.#setup
    const { bufferBytes, partitionMaxBytes } = settings
    return Math.min(2 * partitionMaxBytes, Math.max(SHARE_BYTES_MIN, Math.floor(bufferBytes / partitions.size)))
  }

  /** Puts it on the list of the broker that it is read from; false where none is known. */
  #plan(partition: FetchPartition, errands: Map<number, Errand>): boolean {
    const { cluster } = this.#setup
    const { view } = cluster
    const nodeId = sourceOf(partition, view, cluster.settings.clock.elapsedMs())
    if (nodeId < 0) {
      const problem = view.problems.get(partition.topic)
      const isFinal = problem !== undefined && !errors[problem].retriable
      if (isFinal)
        partition.stop(brokerError(errors[problem].code, { place: { api: 'Metadata', subject: partition.name } }))
      return isFinal
    }
    let errand = errands.get(nodeId)
    if (errand === undefined) {
      errand = { partitions: [], isShort: false }
      errands.set(nodeId, errand)
    }
    if (this.#hasRoom(partition)) errand.partitions.push(partition)
    else errand.isShort = true
    return true
  }

  #hasRoom({ bufferedBytes, waitsUntilConsumed }: FetchPartition): boolean {
    return waitsUntilConsumed ? bufferedBytes === 0 : bufferedBytes <= this.#shareBytes >>> 1
  }

  /** Sends it if that can be; otherwise says when, by the clock. After an answer it is tried again in any case. */
  #send(node: NodeFetcher, errand: Errand, nowMs: number): number {
    const { partitions, isShort } = errand
    if (partitions.length === 0) return Number.POSITIVE_INFINITY
    if (node.isAsking) this.#overtake(node, partitions, nowMs)
    else if (node.notBeforeMs > nowMs) return node.notBeforeMs
    else {
      const { maxWaitMs } = this.#setup.settings
      void this.#fetch(node, partitions, isShort ? Math.min(SHORT_WAIT_MS, maxWaitMs) : maxWaitMs)
    }
    return Number.POSITIVE_INFINITY
  }

  /** Asks at once for what the fetch that is under way does not ask for, if that one may take long. */
  #overtake({ nodeId, sent }: NodeFetcher, partitions: readonly FetchPartition[], nowMs: number): void {
    if (sent === null || sent.maxWaitMs <= SHORT_WAIT_MS) return
    const { cluster, settings } = this.#setup
    const overtaking =
      this.#overtaking.get(nodeId) ?? new Overtaking(new NodeFetcher(nodeId, cluster, { settings, lane: 'main' }))
    this.#overtaking.set(nodeId, overtaking)
    const { node } = overtaking
    if (node.isAsking || node.notBeforeMs > nowMs) return
    const chosen = overtaking.choose(partitions, sent)
    if (chosen.length > 0) void this.#fetch(node, chosen, 0)
  }

  async #fetch(node: NodeFetcher, partitions: readonly FetchPartition[], maxWaitMs: number): Promise<void> {
    const { failed } = this.#setup
    try {
      const fetched = await node.ask(partitions, { maxWaitMs, shareBytes: this.#shareBytes >>> 1 })
      if (this.#isClosed) return
      const { chunks, isViewStale } = this.#reader.read(fetched)
      node.holds(chunks)
      if (isViewStale) this.#views.keep(true)
    } catch (problem) {
      if (this.#isClosed) return
      for (const partition of partitions) leaveReplica(partition, node.nodeId)
      failed(problem)
      this.#views.keep(true)
    }
    this.run()
  }

  #node(nodeId: number): NodeFetcher {
    let node = this.#nodes.get(nodeId)
    if (node === undefined) {
      node = new NodeFetcher(nodeId, this.#setup.cluster, { settings: this.#setup.settings, lane: 'fetch' })
      this.#nodes.set(nodeId, node)
    }
    return node
  }

  #runAt(dueMs: number, nowMs: number): void {
    if (this.#dueMs === dueMs) return
    this.#timer?.cancel()
    this.#dueMs = dueMs
    if (dueMs === Number.POSITIVE_INFINITY) return
    this.#timer = this.#setup.cluster.settings.clock.after(dueMs - nowMs, () => {
      this.#dueMs = Number.POSITIVE_INFINITY
      this.run()
    })
  }
}
