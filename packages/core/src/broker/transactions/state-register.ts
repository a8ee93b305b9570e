/**
 * The states of all transactional ids, in memory and in `__transaction_state`: the log first. Whoever reads one
 * here reads what a start after a crash would read.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import type { StateLog, Written } from './state-log.ts'
import { isBeingEnded, type TransactionState } from './transaction-state.ts'

export class StateRegister {
  readonly #log: StateLog
  readonly #ongoing = new Set<string>()
  #states = new Map<string, TransactionState>()

  constructor(log: StateLog) {
    this.#log = log
  }

  get size(): number {
    return this.#states.size
  }

  get ongoingCount(): number {
    return this.#ongoing.size
  }

  load(): void {
    this.#states = this.#log.load()
    for (const state of this.#states.values()) this.#note(state)
  }

  get(transactionalId: string): TransactionState | undefined {
    return this.#states.get(transactionalId)
  }

  values(): IterableIterator<TransactionState> {
    return this.#states.values()
  }

  /** Writes a step; it holds from then on. */
  write(state: TransactionState): Written | { readonly kind: 'refused'; readonly error: ErrorName } {
    const written = this.#log.append(state)
    if (written.kind === 'written') {
      this.#states.set(state.transactionalId, state)
      this.#note(state)
    }
    return written
  }

  /** Those that have been open for longer than they may. */
  timedOut(nowMs: number): TransactionState[] {
    const timedOut: TransactionState[] = []
    for (const transactionalId of this.#ongoing) {
      const state = this.#states.get(transactionalId)
      if (state !== undefined && state.startMs + state.timeoutMs < nowMs) timedOut.push(state)
    }
    return timedOut
  }

  /** Forgets the transactional ids that nobody has used since then. */
  forgetUnusedSince(momentMs: number): void {
    const unused: string[] = []
    for (const state of this.#states.values()) {
      if (state.status === 'Ongoing' || isBeingEnded(state) || state.updatedMs > momentMs) continue
      unused.push(state.transactionalId)
    }
    for (const transactionalId of this.#log.forget(unused)) this.#states.delete(transactionalId)
  }

  #note({ transactionalId, status }: TransactionState): void {
    if (status === 'Ongoing') this.#ongoing.add(transactionalId)
    else this.#ongoing.delete(transactionalId)
  }
}
