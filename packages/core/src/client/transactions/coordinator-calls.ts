/**
 * Requests to a coordinator, asked until there is an answer that counts: when the coordinator moves or cannot be
 * reached another one is looked for, and when the last transaction is still being ended the request waits. None of
 * that is the user's business; what is left is an error with its remedy.
 */
import type { Body } from '../../protocol/body.ts'
import { type ErrorName, errorByCode, errors } from '../../protocol/errors.ts'
import type { Message } from '../../protocol/schema.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { Coordinator } from '../cluster/coordinators.ts'
import type { BrokerConnection } from '../connection/broker-connection.ts'
import type { Exchange } from '../connection/exchange.ts'
import {
  AbortableError,
  type BrokerError,
  brokerError,
  ClientError,
  ConnectionError,
  FatalError,
  FencedError,
  TimeoutError,
} from '../errors.ts'
import { Backoff, pause } from '../pause.ts'

interface Call<Request extends Message, Response extends Message> {
  readonly exchange: Exchange<Request, Response>
  /** All errors that the answer says. */
  readonly codes: (body: Body<Response>) => readonly number[]
  readonly deadlineMs: number
}

export interface Answered<Response extends Message> {
  readonly body: Body<Response>
  readonly connection: BrokerConnection
}

/** The coordinator is another broker now, or none for the moment. */
const MOVED: ReadonlySet<ErrorName> = new Set(['NOT_COORDINATOR', 'COORDINATOR_NOT_AVAILABLE', 'REQUEST_TIMED_OUT'])
/** The transaction has to be aborted, and the next may go well. */
const ABORTABLE: ReadonlySet<ErrorName> = new Set([
  'TRANSACTION_ABORTABLE',
  'UNKNOWN_PRODUCER_ID',
  'GROUP_AUTHORIZATION_FAILED',
  'TOPIC_AUTHORIZATION_FAILED',
  'FENCED_INSTANCE_ID',
  'UNKNOWN_MEMBER_ID',
  'ILLEGAL_GENERATION',
])
/** Ending a transaction takes a few milliseconds: Java asks again as soon as this. */
const CONCURRENT_PAUSE_MS = 20

export class CoordinatorCalls {
  readonly #cluster: Cluster
  readonly #coordinator: Coordinator
  readonly #subject: string
  /** To the coordinator, as long as that is thought to be one. */
  #connection: BrokerConnection | undefined

  constructor(cluster: Cluster, options: { kind: 'group' | 'transaction'; key: string }) {
    this.#cluster = cluster
    this.#coordinator = new Coordinator(cluster, options)
    this.#subject = options.key
  }

  /** The connection to the coordinator, or a retriable error. */
  async ask<Request extends Message, Response extends Message>(
    call: Call<Request, Response>,
  ): Promise<Answered<Response>> {
    const { clock, random, retryBackoffMs: firstMs, retryBackoffMaxMs: maxMs, logger } = this.#cluster.settings
    const backoff = new Backoff({ firstMs, maxMs, random })
    for (;;) {
      const outcome = await this.#once(call)
      if (!(outcome instanceof ClientError)) return outcome
      const isConcurrent = outcome.code === errors.CONCURRENT_TRANSACTIONS.name
      const mutedUntilMs = this.#connection?.mutedUntilMs ?? 0
      const pauseMs = isConcurrent ? CONCURRENT_PAUSE_MS : backoff.nextMs()
      const waitMs = Math.max(pauseMs, mutedUntilMs - clock.elapsedMs())
      if (clock.elapsedMs() + waitMs > call.deadlineMs) {
        const place = { subject: this.#subject, api: call.exchange.api.name }
        throw new TimeoutError(`it could not be done in time: ${outcome.message}`, { place, cause: outcome })
      }
      logger.debug({ subject: this.#subject, error: outcome }, 'a request to a coordinator is sent again')
      await pause(clock, waitMs, this.#cluster.signal)
    }
  }

  /** Asks once: gives the answer, or the error after which to ask again; throws the others. */
  async #once<Request extends Message, Response extends Message>(
    call: Call<Request, Response>,
  ): Promise<Answered<Response> | ClientError> {
    try {
      const link = await this.#coordinator.link()
      const connection = await link.connection()
      this.#connection = connection
      const body = await connection.ask(call.exchange)
      const problem = this.#judge(call, body, connection)
      if (problem === null) return { body, connection }
      if (!problem.retriable) throw problem
      if (MOVED.has(problem.error.name)) this.#forget()
      return problem
    } catch (problem) {
      if (!(problem instanceof ClientError) || !problem.retriable || this.#cluster.isClosed) throw problem
      if (problem instanceof ConnectionError || problem instanceof TimeoutError) this.#forget()
      return problem
    }
  }

  #forget(): void {
    this.#coordinator.forget()
    this.#connection = undefined
  }

  /** The worst of the answer's errors, as what it means for the producer; null where there is none. */
  #judge<Request extends Message, Response extends Message>(
    { exchange, codes }: Call<Request, Response>,
    body: Body<Response>,
    connection: BrokerConnection,
  ): BrokerError | null {
    const said = codes(body).filter((code) => code !== errors.NONE.code && code !== errors.OPERATION_NOT_ATTEMPTED.code)
    if (said.length === 0) return null
    const place = { broker: connection.broker, api: exchange.api.name, subject: this.#subject }
    const problems = said.map((code) => classified(code, place))
    return problems.find(({ retriable }) => !retriable) ?? problems[0] ?? null
  }
}

/** What the coordinator says since transactions of version 2 where it said before that the producer is fenced. */
const ENDED_OTHERWISE =
  'the coordinator does not have the transaction open: it has aborted it, most likely since it took longer than ' +
  'transactionTimeoutMs, and nothing of it counts; a new producer may do it again'

/** As Java's producer has it, which takes all that it does not expect for fatal. */
function classified(code: number, place: { broker: string; api: string; subject: string }): BrokerError {
  const error = errorByCode(code)
  if (error.name === 'INVALID_TXN_STATE') return new FatalError(error, { place, message: ENDED_OTHERWISE })
  if (ABORTABLE.has(error.name)) return new AbortableError(error, { place })
  const problem = brokerError(code, { place })
  return problem.retriable || problem instanceof FencedError ? problem : new FatalError(error, { place })
}
