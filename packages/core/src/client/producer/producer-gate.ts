/** Whether the producer takes records now; asked for each of them, so it is one look. */

import type { ClientError } from '../errors.ts'
import type { TransactionState } from '../transactions/transaction-state.ts'
import type { BufferMemory } from './buffer-memory.ts'

export class ProducerGate {
  readonly #memory: BufferMemory
  readonly #transactions: TransactionState | undefined
  #isOpen: boolean
  #shutBy: ClientError | null = null

  constructor(memory: BufferMemory, transactions: TransactionState | undefined) {
    this.#memory = memory
    this.#transactions = transactions
    this.#isOpen = transactions === undefined
  }

  /** @throws why no record is taken. */
  pass(): void {
    if (!this.#isOpen) throw this.#shutBy ?? this.#transactions?.sendProblem
    this.#memory.refuseIfExhausted()
  }

  /** The transaction has come into another phase. */
  look(): void {
    this.#isOpen = this.#shutBy === null && (this.#transactions?.sendProblem ?? null) === null
  }

  /** Nothing is taken any more. */
  shut(problem: ClientError): void {
    this.#shutBy ??= problem
    this.#isOpen = false
  }

  /** The same, or what has ended its transactions for good. */
  get failure(): ClientError | null {
    const ended = this.#transactions?.isFatal === true ? this.#transactions.sendProblem : null
    return this.#shutBy ?? ended
  }

  /** Why the producer is of no use any more, if it is not. */
  get shutBy(): ClientError | null {
    return this.#shutBy
  }
}
