/**
 * The markers that end a transaction in its partitions. Many of them are written in slices, between which
 * others have their turn. A partition whose topic is gone needs none.
 */
import type { Clock } from '../../host/clock.ts'
import type { Logger } from '../../host/logger.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import { buildMarker } from '../../records/control.ts'
import type { Groups } from '../groups/groups.ts'
import { CONSUMER_OFFSETS } from '../internal-topics.ts'
import type { Topics } from '../topics/topics.ts'
import type { TopicPartition } from './partition-set.ts'

export interface MarkersOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly topics: Topics
  readonly groups: Groups
}

/** What the markers of one transaction say. */
export interface Ending {
  readonly producerId: number
  readonly producerEpoch: number
  readonly isCommit: boolean
  readonly coordinatorEpoch: number
  readonly transactionVersion: number
}

export interface MarkerOutcome {
  readonly error: ErrorName
  /** Kept when it is durable, where the topic asks for that. */
  readonly durable: Promise<void> | null
}

/** Of one slice: few enough that others do not notice, and many enough that most transactions need no second. */
export const MARKERS_A_SLICE = 100
/** A slice ends after that, however few markers it has: the first to a log that rests is much slower. */
const SLICE_MS = 5

/** How far the markers of a transaction have come. */
export interface MarkerProgress {
  readonly left: Iterator<TopicPartition>
  /** What has to be durable before the transaction is complete. */
  readonly durable: Promise<void>[]
}

export class Markers {
  readonly #options: MarkersOptions

  constructor(options: MarkersOptions) {
    this.#options = options
  }

  /** Ends the transaction in a partition. */
  write({ topic, partition: index }: TopicPartition, ending: Ending): MarkerOutcome {
    const { clock, topics, groups } = this.#options
    const partition = topics.partition(topic, index)
    if (partition === undefined) return { error: 'UNKNOWN_TOPIC_OR_PARTITION', durable: null }
    const { isCommit, transactionVersion, ...marker } = ending
    const bytes = buildMarker({ ...marker, type: isCommit ? 'COMMIT' : 'ABORT', timestamp: clock.nowMs() })
    const outcome = partition.append(bytes, { origin: 'coordinator', transactionVersion })
    if (outcome.kind === 'refused') return { error: outcome.error, durable: null }
    if (topic === CONSUMER_OFFSETS) groups.transactionEnded(index, { producerId: ending.producerId, isCommit })
    outcome.durable?.catch(() => {}) // whoever waits for it hears of it
    return { error: 'NONE', durable: outcome.durable }
  }

  /** Ends the transaction in some of the partitions that are left, and says whether that were all of them. */
  writeSlice({ left, durable }: MarkerProgress, ending: Ending): 'all' | 'some' | 'disk-failed' {
    const { clock, logger } = this.#options
    const beganMs = clock.elapsedMs()
    for (let count = 0; count < MARKERS_A_SLICE; count += 1) {
      if (clock.elapsedMs() - beganMs > SLICE_MS) return 'some'
      const { done, value: place } = left.next()
      if (done === true) return 'all'
      const outcome = this.write(place, ending)
      const { error } = outcome
      if (error === 'KAFKA_STORAGE_ERROR') return 'disk-failed'
      if (error !== 'NONE' && error !== 'UNKNOWN_TOPIC_OR_PARTITION') {
        // Another has ended it there, in a later epoch.
        logger.warn({ ...place, ...ending, error }, 'a partition did not take a marker')
      }
      if (outcome.durable !== null) durable.push(outcome.durable)
    }
    return 'some'
  }
}
