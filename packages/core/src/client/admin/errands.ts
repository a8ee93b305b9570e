/** What all parts of the admin work with: the cluster, routes through it, and calls that end in time. */
import type { Cluster } from '../cluster/cluster.ts'
import type { Coordinated } from '../cluster/find-coordinators.ts'
import { ClosedError } from '../errors.ts'
import type { TopicPartition } from '../groups/assignment.ts'
import { type CallOptions, Deadline } from './deadline.ts'
import { type Errand, ErrandRun } from './errand.ts'
import type { Asked, Route } from './route.ts'
import { AnyBrokerRoute, type BrokerName, BrokerRoute, ControllerRoute } from './routes/broker-routes.ts'
import { CoordinatorRoute } from './routes/coordinator-route.ts'
import { LeaderRoute } from './routes/leader-route.ts'
import { Leaders } from './routes/leaders.ts'
import { type Key, type Settled, SomeFailedError } from './settled.ts'

/**
 * So often a topic that nobody knows is asked for where it may just have been created: that makes 1.5 s, in which
 * every broker has heard of it. (Java asks until the call's time is over.)
 */
export const PATIENT_ATTEMPTS = 5

export class Errands {
  readonly cluster: Cluster
  readonly #callTimeoutMs: number
  readonly #leaders: Leaders
  /** When each call that has not come to its end began. */
  readonly #running = new Map<Promise<unknown>, number>()

  constructor(cluster: Cluster, options: { callTimeoutMs: number }) {
    this.cluster = cluster
    this.#callTimeoutMs = options.callTimeoutMs
    this.#leaders = new Leaders(cluster)
  }

  /** Calls that have not come to an end, with the clock's `elapsedMs` at their beginning. */
  get running(): ReadonlyMap<Promise<unknown>, number> {
    return this.#running
  }

  /** How long a broker may take to do what it was asked for, where a request says that. */
  brokerTimeoutMs(leftMs: number): number {
    return Math.ceil(Math.min(this.cluster.settings.requestTimeoutMs, leftMs))
  }

  /** Rejects with a `SomeFailedError` where not all was done. */
  async run<Name extends Key, Item, Value>(
    errand: Errand<Name, Item, Value>,
    options: CallOptions = {},
  ): Promise<ReadonlyMap<Name, Value>> {
    const outcome = await this.settle(errand, options)
    if (outcome.errors.size > 0) throw new SomeFailedError(outcome)
    return outcome.values
  }

  /** An errand about one thing: gives its value, or rejects with its error. */
  async runOne<Item, Value>(errand: Errand<string, Item, Value>, options: CallOptions = {}): Promise<Value> {
    const { values, errors } = await this.settle(errand, options)
    for (const problem of errors.values()) throw problem
    for (const value of values.values()) return value
    throw new Error(`${errand.api.name}: expected something to ask for, found nothing`)
  }

  /** Asks every broker of the cluster for its part; those that failed are named in `errors` as `broker 2`. */
  async settleEverywhere<Value>(
    errand: Pick<Errand<number, number, Value>, 'api' | 'ask'>,
    options: CallOptions = {},
  ): Promise<{ values: Value[]; errors: Settled<string, never>['errors'] }> {
    const { clock } = this.cluster.settings
    const { timeoutMs = this.#callTimeoutMs, signal } = options
    const endMs = clock.elapsedMs() + timeoutMs
    const ids = await this.runOne(this.#brokerIds(), options)
    const items = new Map(ids.map((id) => [id, id]))
    const left = { timeoutMs: Math.max(0, endMs - clock.elapsedMs()), signal }
    const { values, errors } = await this.settle({ ...errand, items, route: this.brokers<number>() }, left)
    return { values: [...values.values()], errors: new Map(Array.from(errors, ([id, one]) => [`broker ${id}`, one])) }
  }

  settle<Name extends Key, Item, Value>(
    errand: Errand<Name, Item, Value>,
    options: CallOptions = {},
  ): Promise<Settled<Name, Value>> {
    const call = this.#settle(errand, options)
    this.#running.set(call, this.cluster.settings.clock.elapsedMs())
    return call.finally(() => this.#running.delete(call))
  }

  anyBroker<Name extends Key>(): Route<Name> {
    return new AnyBrokerRoute(this.cluster)
  }

  controller(): Route<string> {
    return new ControllerRoute(this.cluster)
  }

  /** Each of the things, which are brokers' numbers, to that broker. */
  brokers<Name extends BrokerName>(): Route<Name> {
    return new BrokerRoute(this.cluster)
  }

  /** Each of the things, which are partitions, to its leader. */
  leaders(partitions: ReadonlyMap<string, TopicPartition>): Route<string> {
    return new LeaderRoute(this.#leaders, partitions)
  }

  /** To the coordinators of the things themselves, or all to that of one key. */
  coordinators(kind: Coordinated, key?: string): Route<string> {
    return new CoordinatorRoute(this.cluster, { kind, keyOf: (name) => key ?? name })
  }

  async #settle<Name extends Key, Item, Value>(
    errand: Errand<Name, Item, Value>,
    { timeoutMs = this.#callTimeoutMs, signal }: CallOptions,
  ): Promise<Settled<Name, Value>> {
    const { cluster } = this
    if (cluster.isClosed) throw new ClosedError('the client is closed')
    const deadline = new Deadline({ clock: cluster.settings.clock, timeoutMs, signals: [signal, cluster.signal] })
    return await new ErrandRun(errand, { cluster, deadline }).settle()
  }

  #brokerIds(): Errand<string, null, readonly number[]> {
    const ask = async (_: Asked) => {
      const { brokers } = await this.cluster.refresh()
      return [['cluster', { value: [...brokers.keys()] }]] as const
    }
    return { api: { name: 'Metadata' }, items: new Map([['cluster', null]]), route: this.anyBroker(), ask }
  }
}
