/**
 * The second half of an end: once the decision is in the log, the markers, and then that all is complete.
 * Whatever happens in between, a start that finds the decision does this again; a marker that is there
 * already does no harm. What topics want durable is durable before the next step is written.
 */
import type { Clock } from '../../host/clock.ts'
import type { Logger } from '../../host/logger.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import { completed } from './end.ts'
import type { Ending, MarkerProgress, Markers } from './markers.ts'
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
    const progress: MarkerProgress = { left: decided.partitions[Symbol.iterator](), durable: [] }
    if (durable !== null) return this.#inSlices(decided, progress, durable)
    const written = this.#options.markers.writeSlice(progress, this.#endingOf(decided))
    if (written === 'disk-failed') return null
    if (written === 'some') return this.#inSlices(decided, progress, this.#turn())
    if (progress.durable.length > 0) return this.#whenDurable(decided, progress)
    this.#complete(decided)
    return null
  }

  /** What is under way stops where it is; the next start goes on with it. */
  close(): void {
    this.#isClosed = true
  }

  async #inSlices(decided: TransactionState, progress: MarkerProgress, begin: Promise<void>): Promise<ErrorName> {
    try {
      await begin
    } catch {
      return 'NOT_COORDINATOR' // the disk failed: whether this is decided, the next start will see
    }
    for (;;) {
      if (this.#isClosed) return 'NONE'
      const written = this.#options.markers.writeSlice(progress, this.#endingOf(decided))
      if (written === 'disk-failed') return 'NONE'
      if (written === 'all') return await this.#whenDurable(decided, progress)
      await this.#turn()
    }
  }

  async #whenDurable(decided: TransactionState, { durable }: MarkerProgress): Promise<ErrorName> {
    try {
      await Promise.all(durable)
    } catch (problem) {
      const { transactionalId } = decided
      this.#options.logger.error({ transactionalId, problem }, 'markers of a transaction could not be made durable')
      return 'NONE' // it is decided, and the next start completes it
    }
    if (!this.#isClosed) this.#complete(decided)
    return 'NONE'
  }

  /** Kept when others have had their turn. */
  #turn(): Promise<void> {
    return new Promise((resolve) => this.#options.clock.soon(resolve))
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
