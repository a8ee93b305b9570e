/**
 * The second half of an end: once the decision is in the log, the markers, and then that all is complete.
 * Whatever happens in between, a start that finds the decision does this again; a marker that is there
 * already does no harm. What topics want durable is durable before the next step is written.
 */
import type { Clock } from '../../host/clock.ts'
import type { Logger } from '../../host/logger.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import { completed } from './end.ts'
import { type Ending, MARKERS_A_SLICE, type Markers } from './markers.ts'
import type { PartitionSet, TopicPartition } from './partition-set.ts'
import type { Written } from './state-log.ts'
import type { TransactionState } from './transaction-state.ts'

export interface CompletionOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly markers: Markers
  readonly coordinatorEpoch: (transactionalId: string) => number
  readonly write: (state: TransactionState) => Written | { readonly kind: 'refused' }
}

export class Completion {
  readonly #options: CompletionOptions
  #isClosed = false

  constructor(options: CompletionOptions) {
    this.#options = options
  }

  /** Ends a transaction whose decision was written: at once if that is possible, which null says. */
  run(decided: TransactionState, durable: Promise<void> | null): Promise<ErrorName> | null {
    const { partitions } = decided
    if (durable !== null || partitions.size > MARKERS_A_SLICE) return this.#inSlices(decided, durable)
    const waiting = this.#options.markers.writeAll(partitions, this.#endingOf(decided))
    if (waiting === false) return null
    if (waiting.length > 0) return this.#whenDurable(decided, waiting)
    this.#complete(decided)
    return null
  }

  /** What is under way stops where it is; the next start goes on with it. */
  close(): void {
    this.#isClosed = true
  }

  async #inSlices(decided: TransactionState, durable: Promise<void> | null): Promise<ErrorName> {
    try {
      await durable
    } catch {
      return 'NOT_COORDINATOR' // the disk failed: whether this is decided, the next start will see
    }
    const waiting: Promise<void>[] = []
    for (const slice of slicesOf(decided.partitions)) {
      if (this.#isClosed) return 'NONE'
      const more = this.#options.markers.writeAll(slice, this.#endingOf(decided))
      if (more === false) return 'NONE'
      waiting.push(...more)
      await new Promise<void>((resolve) => this.#options.clock.soon(resolve))
    }
    return await this.#whenDurable(decided, waiting)
  }

  async #whenDurable(decided: TransactionState, waiting: readonly Promise<void>[]): Promise<ErrorName> {
    try {
      await Promise.all(waiting)
    } catch (problem) {
      const { transactionalId } = decided
      this.#options.logger.error({ transactionalId, problem }, 'markers of a transaction could not be made durable')
      return 'NONE' // it is decided, and the next start completes it
    }
    if (!this.#isClosed) this.#complete(decided)
    return 'NONE'
  }

  #complete(decided: TransactionState): void {
    this.#options.write(completed(decided, this.#options.clock.nowMs()))
  }

  #endingOf({ transactionalId, producerId, producerEpoch, status, version }: TransactionState): Ending {
    const coordinatorEpoch = this.#options.coordinatorEpoch(transactionalId)
    return {
      producerId,
      producerEpoch,
      isCommit: status === 'PrepareCommit',
      coordinatorEpoch,
      transactionVersion: version,
    }
  }
}

function* slicesOf(partitions: PartitionSet): Generator<TopicPartition[]> {
  let slice: TopicPartition[] = []
  for (const partition of partitions) {
    slice.push(partition)
    if (slice.length < MARKERS_A_SLICE) continue
    yield slice
    slice = []
  }
  if (slice.length > 0) yield slice
}
