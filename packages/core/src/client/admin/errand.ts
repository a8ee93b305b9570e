/**
 * A call about several things, from its first request to its last answer: each thing is asked about where its
 * route says, all of one broker's in one request, and what fails for now is asked again, with growing pauses and
 * by itself, until the deadline. What was done once is never asked for again.
 */
import { type ErrorName, errors as protocolErrors } from '../../protocol/errors.ts'
import type { Cluster } from '../cluster/cluster.ts'
import {
  BrokerError,
  brokerError,
  ClientError,
  ClosedError,
  ConnectionError,
  TimeoutError,
  UsageError,
} from '../errors.ts'
import { Backoff, pause } from '../pause.ts'
import type { Deadline } from './deadline.ts'
import type { Asked, Leg, Route } from './route.ts'
import type { Key, Settled } from './settled.ts'

/** What a broker said about one thing: an error, or what was asked for. */
export type Answer<Value> =
  | { readonly value: Value }
  | { readonly errorCode: number; readonly errorMessage?: string | null }
  /** Where each thing has a request of its own: that one failed. */
  | { readonly problem: unknown }

export interface Errand<Name extends Key, Item, Value> {
  /** What errors call the request. */
  readonly api: { readonly name: string }
  readonly items: ReadonlyMap<Name, Item>
  readonly route: Route<Name>
  /** Asks one broker about its share. */
  readonly ask: (to: Asked, share: ReadonlyMap<Name, Item>, leftMs: number) => Promise<Iterable<Told<Name, Value>>>
  /** Errors after which asking again may help here, though not everywhere. */
  readonly alsoRetried?: ReadonlySet<ErrorName>
  /** How often a topic is asked for that is not known. Default: once. */
  readonly unknownTopicAttempts?: number
}

export type Told<Name extends Key, Value> = readonly [name: Name, answer: Answer<Value>]

/** After these the broker may have done what it was asked for. */
const leavesInDoubt = (problem: ClientError) =>
  problem instanceof ConnectionError || problem instanceof TimeoutError || problem.code === 'REQUEST_TIMED_OUT'

const IN_DOUBT = 'the answer to an earlier attempt of this call was lost, which may have done it'

export class ErrandRun<Name extends Key, Item, Value> {
  readonly #errand: Errand<Name, Item, Value>
  readonly #cluster: Cluster
  readonly #deadline: Deadline
  readonly #backoff: Backoff
  /** What is still to be done. */
  readonly #pending: Map<Name, Item>
  readonly #values = new Map<Name, Value>()
  readonly #errors = new Map<Name, ClientError>()
  /** Why the last attempt came to nothing, for those that are pending. */
  readonly #problems = new Map<Name, ClientError>()
  readonly #inDoubt = new Set<Name>()
  #attempts = 0

  constructor(errand: Errand<Name, Item, Value>, options: { cluster: Cluster; deadline: Deadline }) {
    const { random, retryBackoffMs: firstMs, retryBackoffMaxMs: maxMs } = options.cluster.settings
    this.#errand = errand
    this.#cluster = options.cluster
    this.#deadline = options.deadline
    this.#backoff = new Backoff({ firstMs, maxMs, random })
    this.#pending = new Map(errand.items)
  }

  async settle(): Promise<Settled<Name, Value>> {
    while (this.#pending.size > 0) {
      this.#attempts += 1
      await this.#attempt()
      if (this.#pending.size === 0) break
      const waitMs = this.#backoff.nextMs()
      if (waitMs >= this.#deadline.leftMs) this.#giveUp()
      else await pause(this.#cluster.settings.clock, waitMs, this.#deadline.signal)
    }
    return { values: this.#values, errors: this.#errors }
  }

  async #attempt(): Promise<void> {
    const names = [...this.#pending.keys()]
    try {
      const { legs, problems } = await this.#deadline.race(this.#errand.route.plan(names))
      for (const [name, problem] of problems) this.#fail(name, problem)
      await Promise.all(legs.map((leg) => this.#walk(leg)))
    } catch (problem) {
      this.#failAll(names, problem)
    }
    const failed = names.filter((name) => this.#pending.has(name))
    if (failed.length > 0) this.#errand.route.failed(failed)
  }

  async #walk({ to, names }: Leg<Name>): Promise<void> {
    const share = new Map<Name, Item>()
    for (const name of names) {
      const item = this.#pending.get(name)
      if (item !== undefined || this.#pending.has(name)) share.set(name, item as Item)
    }
    try {
      const answers = await this.#deadline.race(this.#errand.ask(to, share, this.#deadline.leftMs))
      for (const [name, answer] of answers) if (share.delete(name)) this.#hear(name, answer, to)
      const code = protocolErrors.UNKNOWN_SERVER_ERROR.code
      for (const name of share.keys()) this.#hear(name, { errorCode: code, errorMessage: 'no word of it came' }, to)
    } catch (problem) {
      this.#lose(share.keys(), problem)
    }
  }

  #hear(name: Name, answer: Answer<Value>, { name: broker }: Asked): void {
    if ('value' in answer) {
      this.#pending.delete(name)
      this.#values.set(name, answer.value)
      return
    }
    if ('problem' in answer) return this.#lose([name], answer.problem)
    const place = { api: this.#errand.api.name, subject: String(name), broker }
    const problem = brokerError(answer.errorCode, { place, message: answer.errorMessage ?? null })
    if (!this.#inDoubt.has(name) || problem.retriable) return this.#fail(name, problem)
    const message = `${answer.errorMessage || problem.error.meaning}; ${IN_DOUBT}`
    this.#fail(name, brokerError(answer.errorCode, { place, message }))
  }

  /** There is no answer, and the broker may have done it. */
  #lose(names: Iterable<Name>, problem: unknown): void {
    const lost = [...names]
    this.#failAll(lost, problem)
    for (const name of lost) if (leavesInDoubt(problem as ClientError)) this.#inDoubt.add(name)
  }

  #failAll(names: Iterable<Name>, problem: unknown): void {
    const isOfAll = problem instanceof ClosedError || problem instanceof UsageError
    if (!(problem instanceof ClientError) || isOfAll) throw problem
    for (const name of names) this.#fail(name, problem)
  }

  #fail(name: Name, problem: ClientError): void {
    if (leavesInDoubt(problem) && problem instanceof BrokerError) this.#inDoubt.add(name)
    if (this.#helpsToRepeat(problem)) this.#problems.set(name, problem)
    else {
      this.#pending.delete(name)
      this.#errors.set(name, problem)
    }
  }

  #helpsToRepeat(problem: ClientError): boolean {
    const { alsoRetried, unknownTopicAttempts = 1 } = this.#errand
    if (problem.code === 'UNKNOWN_TOPIC_OR_PARTITION') return this.#attempts < unknownTopicAttempts
    return problem.retriable || alsoRetried?.has(problem.code as ErrorName) === true
  }

  #giveUp(): void {
    for (const name of this.#pending.keys()) {
      const problem = this.#problems.get(name)
      if (problem !== undefined) this.#errors.set(name, problem)
    }
    this.#pending.clear()
  }
}
