/**
 * What an answer means for the partitions that were asked for: batches, a leader that has moved, an offset that is
 * not in the log, a log that was cut. An answer that is about another position than the partition's is not believed.
 */
import { errorByCode } from '../../protocol/errors.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { channels } from '../diagnostics.ts'
import { brokerError } from '../errors.ts'
import { LogTruncatedError, OffsetOutOfRangeError } from './fetch-errors.ts'
import type { FetchSettings, OutOfRangeAnswer, Reset } from './fetch-options.ts'
import type { FetchPartition } from './fetch-partition.ts'
import type { Place, Position } from './fetch-position.ts'
import { FetchedChunk } from './fetched-chunk.ts'
import type { Asked, Endpoints, Fetched, PartitionAnswer } from './node-fetcher.ts'
import { isAboutLeaders } from './offset-lookup.ts'
import { leaveReplica } from './read-replica.ts'

/** What reading goes on with. */
export interface AnswerOutcome {
  readonly chunks: readonly FetchedChunk[]
  /** Whether the view of the cluster is out of date. */
  readonly isViewStale: boolean
}

const NONE = -1

export class AnswerReader {
  readonly #settings: FetchSettings
  readonly #cluster: Cluster

  constructor(settings: FetchSettings, cluster: Cluster) {
    this.#settings = settings
    this.#cluster = cluster
  }

  read(fetched: Fetched): AnswerOutcome {
    const chunks: FetchedChunk[] = []
    let isViewStale = false
    for (const [name, asked] of fetched.asked) {
      const { partition, era, from } = asked
      if (partition.era !== era || partition.fetched.offset !== from.offset) continue
      const answer = fetched.answers.get(name)
      if (answer === undefined) {
        partition.lastAnswerMs = this.#cluster.settings.clock.elapsedMs() // no news, of a session
        continue
      }
      if (answer.errorCode !== 0) isViewStale = this.#refused(asked, answer, fetched) || isViewStale
      else if (answer.preferredReadReplica !== NONE) isViewStale = !this.#sentAway(asked, answer) || isViewStale
      else {
        const chunk = this.#arrived(asked, answer)
        if (chunk !== null) chunks.push(chunk)
      }
    }
    return { chunks, isViewStale }
  }

  #arrived({ partition, from }: Asked, answer: PartitionAnswer): FetchedChunk | null {
    const { divergingEpoch, records, abortedTransactions, highWatermark, lastStableOffset, logStartOffset } = answer
    partition.lastAnswerMs = this.#cluster.settings.clock.elapsedMs()
    partition.backoff.succeeded()
    partition.waitsUntilConsumed = false
    if (divergingEpoch.endOffset !== NONE) {
      this.#truncated(partition, Math.min(from.offset, divergingEpoch.endOffset))
      return null
    }
    partition.highWatermark = highWatermark
    partition.lastStableOffset = lastStableOffset
    partition.logStartOffset = logStartOffset
    if (records === null || records.length === 0) return null
    const { isolation, checkCrc } = this.#settings
    const aborted = isolation === 'read_committed' ? (abortedTransactions ?? []) : null
    const chunk = new FetchedChunk({ of: partition, records, from, aborted, checkCrc })
    partition.arrived(chunk)
    return chunk
  }

  /** The leader names a replica that is nearer; says whether that is one that is known. */
  #sentAway({ partition }: Asked, { preferredReadReplica: nodeId }: PartitionAnswer): boolean {
    const { settings, view } = this.#cluster
    const nowMs = settings.clock.elapsedMs()
    partition.lastAnswerMs = nowMs
    partition.replica = { nodeId, untilMs: nowMs + settings.metadataMaxAgeMs }
    const isKnown = view.brokers.has(nodeId)
    if (!isKnown) this.#pause(partition)
    return isKnown
  }

  #pause(partition: FetchPartition): void {
    partition.notBeforeMs = this.#cluster.settings.clock.elapsedMs() + partition.backoff.nextMs()
  }

  /** Whether the view of the cluster is out of date. */
  #refused({ partition, from }: Asked, answer: PartitionAnswer, fetched: Fetched): boolean {
    const { name: code } = errorByCode(answer.errorCode)
    const wasReplica = leaveReplica(partition, fetched.nodeId)
    if (code === 'OFFSET_OUT_OF_RANGE') {
      // Its log may be behind: the leader knows, which is not asked in haste, as it may send the reader there again.
      if (wasReplica) this.#pause(partition)
      else this.#outOfRange(partition, from)
      return false
    }
    if (this.#learnsLeader(partition, answer, fetched.nodeEndpoints)) return false
    this.#pause(partition)
    const place = { broker: fetched.broker, api: 'Fetch', subject: partition.name }
    const problem = brokerError(answer.errorCode, { place })
    if (isAboutLeaders(problem)) return true
    // What passes by itself is asked for again; the rest somebody has to see to, and then seek, or take it away.
    if (!isPassing(code)) partition.stop(problem)
    return false
  }

  /** Whether the answer names a leader that nobody here knew, so that it can be asked at once. */
  #learnsLeader({ topic, partition }: FetchPartition, answer: PartitionAnswer, endpoints: Endpoints): boolean {
    const { leaderId, leaderEpoch } = answer.currentLeader
    if (leaderId === NONE) return false
    const before = this.#cluster.view.partition(topic, partition)
    this.#cluster.learnLeader({ topic, partition, leaderId, leaderEpoch }, endpoints)
    return this.#cluster.view.partition(topic, partition) !== before
  }

  /** What came before is read first: perhaps the offset is there by then. */
  #outOfRange(partition: FetchPartition, from: Position): void {
    partition.lastAnswerMs = this.#cluster.settings.clock.elapsedMs()
    if (partition.bufferedBytes > 0) {
      partition.waitsUntilConsumed = true
      return
    }
    const { topic, partition: index } = partition
    const { onOutOfRange } = this.#settings
    const { offset } = from
    const decided = typeof onOutOfRange === 'function' ? this.#decided(partition, offset) : onOutOfRange
    if (decided === null) return
    if (decided === 'none') return partition.stop(new OffsetOutOfRangeError({ topic, partition: index, offset }))
    const to = isOffset(decided) ? { offset: decided.offset, leaderEpoch: NONE } : decided
    this.#reset(partition, { topic, partition: index, reason: 'out of range', from: offset, to })
  }

  /** What the program's function says; null where it throws, which becomes the partition's problem. */
  #decided(partition: FetchPartition, offset: number): OutOfRangeAnswer | null {
    const { topic, partition: index } = partition
    try {
      const ask = this.#settings.onOutOfRange as (lost: object) => OutOfRangeAnswer
      return ask({ topic, partition: index, offset })
    } catch (cause) {
      const problem = new OffsetOutOfRangeError({ topic, partition: index, offset, cause })
      partition.stop(problem)
      return null
    }
  }

  /** Records from the safe offset on are gone. What was not consumed of them is dropped; if some were, somebody has to know. */
  #truncated(partition: FetchPartition, safeOffset: number): void {
    const { topic, partition: index, offset } = partition
    if (offset <= safeOffset) return partition.refetch()
    if (this.#settings.onOutOfRange === 'none') {
      return partition.stop(new LogTruncatedError({ topic, partition: index, offset, safeOffset }))
    }
    const to = { offset: safeOffset, leaderEpoch: NONE }
    this.#reset(partition, { topic, partition: index, reason: 'truncated', from: offset, to })
  }

  #reset(partition: FetchPartition, reset: Reset): void {
    partition.moveTo(reset.to)
    const { clientId } = this.#cluster.settings
    if (channels.reset.hasSubscribers) channels.reset.publish({ clientId, ...reset })
    this.#settings.onReset(reset)
  }
}

const PASSING: ReadonlySet<string> = new Set(['UNKNOWN_SERVER_ERROR', 'THROTTLING_QUOTA_EXCEEDED', 'REQUEST_TIMED_OUT'])

/** Whether a fetch, or one of its partitions, that fails with this may do better the next time. */
export function isPassing(code: string): boolean {
  return PASSING.has(code)
}

function isOffset(answer: Place | { readonly offset: number }): answer is { readonly offset: number } {
  return typeof answer === 'object' && 'offset' in answer
}
