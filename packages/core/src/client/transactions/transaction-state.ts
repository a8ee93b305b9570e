/**
 * Where a transactional producer stands, and what it may do there. A failure within a transaction leaves only its
 * abort; a fatal one, or being fenced off by another producer, leaves nothing.
 */
import { type ErrorName, errors } from '../../protocol/errors.ts'
import { AbortableError, BrokerError, type ClientError, FatalError, FencedError, UsageError } from '../errors.ts'

export type Phase = 'new' | 'initializing' | 'ready' | 'open' | 'committing' | 'aborting' | 'abortable' | 'fatal'

const FATAL_IN_PRODUCE: ReadonlySet<ErrorName> = new Set([
  'PRODUCER_FENCED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'INVALID_PRODUCER_ID_MAPPING',
  'UNSUPPORTED_VERSION',
])

const NEEDED: Readonly<Record<Phase, string>> = {
  new: 'initTransactions() has to come first',
  initializing: 'initTransactions() is not done',
  ready: 'begin() has to come first',
  open: 'a transaction is open',
  committing: 'commit() is not done: call it again if it was not in time',
  aborting: 'abort() is not done: call it again if it was not in time',
  abortable: 'the transaction has to be aborted',
  fatal: 'the producer has to be closed',
}

export class TransactionState {
  readonly #transactionalId: string
  #phase: Phase = 'new'
  #problem: ClientError | null = null

  constructor(transactionalId: string) {
    this.#transactionalId = transactionalId
  }

  get phase(): Phase {
    return this.#phase
  }

  /** Why no record may be sent now; null where one may. */
  get sendProblem(): ClientError | null {
    return this.#phase === 'open' ? null : this.#refusal('send')
  }

  get isFatal(): boolean {
    return this.#phase === 'fatal'
  }

  /** Goes on to another phase. @throws what speaks against it, or a UsageError where it is not the time for it. */
  enter(phase: Phase, options: { from: readonly Phase[]; call: string }): void {
    if (!options.from.includes(this.#phase)) throw this.#refusal(options.call)
    this.#phase = phase
    if (phase !== 'aborting') this.#problem = null
  }

  /** @throws what has failed since the transaction began, if anything has. */
  refuseIfFailed(): void {
    if (this.#phase === 'abortable' || this.#phase === 'fatal') throw this.#refusal('commit')
  }

  /** Records were given up within the transaction, or a request of it was refused. */
  fail(problem: ClientError): ClientError {
    if (this.#phase === 'fatal') return this.#problem ?? problem
    if (problem instanceof BrokerError && FATAL_IN_PRODUCE.has(problem.error.name)) return this.failForGood(problem)
    const failure = problem instanceof AbortableError ? problem : this.#abortable(problem)
    if (this.#phase !== 'open' && this.#phase !== 'committing') return failure
    this.#phase = 'abortable'
    this.#problem = failure
    return failure
  }

  failForGood(problem: ClientError): ClientError {
    if (this.#phase !== 'fatal') {
      const isSaid = problem instanceof FencedError || problem instanceof FatalError
      const error = problem instanceof BrokerError ? problem.error : errors.UNKNOWN_SERVER_ERROR
      this.#problem = isSaid
        ? problem
        : new FatalError(error, { place: this.#place, message: problem.message, cause: problem })
      this.#phase = 'fatal'
    }
    return this.#problem ?? problem
  }

  get #place() {
    return { subject: this.#transactionalId }
  }

  #abortable(problem: ClientError): AbortableError {
    const error = problem instanceof BrokerError ? problem.error : errors.TRANSACTION_ABORTABLE
    return new AbortableError(error, { place: this.#place, message: problem.message, cause: problem })
  }

  #refusal(call: string): ClientError {
    if (this.#problem !== null) return this.#problem
    return new UsageError(`${this.#transactionalId}: ${call}() is not possible now: ${NEEDED[this.#phase]}`)
  }
}
