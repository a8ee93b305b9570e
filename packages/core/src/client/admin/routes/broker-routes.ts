/** Routes to brokers for what they are: any of them, the controller, or the one of a number. */
import { errors } from '../../../protocol/errors.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { type BrokerError, brokerError, ConnectionError } from '../../errors.ts'
import type { Asked, Leg, Plan, Route } from '../route.ts'
import type { Key } from '../settled.ts'

/** Whichever broker can be reached. */
export class AnyBrokerRoute<Name extends Key> implements Route<Name> {
  readonly #cluster: Cluster

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  async plan(names: readonly Name[]): Promise<Plan<Name>> {
    return { legs: [{ to: anyOf(this.#cluster), names }], problems: new Map() }
  }

  failed(): void {}
}

/**
 * The controller, or the broker that passes requests on to it, as all do since KRaft. One that says it is not, or
 * cannot be reached, has been replaced: the cluster is asked who it is now.
 */
export class ControllerRoute implements Route<string> {
  readonly #cluster: Cluster
  #isStale = false

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  async plan(names: readonly string[]): Promise<Plan<string>> {
    const { controllerId } = this.#cluster.view
    const isKnown = !this.#isStale && this.#cluster.view.brokers.has(controllerId)
    const nodeId = isKnown ? controllerId : (await this.#cluster.refresh()).controllerId
    if (nodeId < 0) throw new ConnectionError('the cluster has no controller at the moment', { code: 'NO_CONTROLLER' })
    this.#isStale = false
    return { legs: [{ to: this.#cluster.link(nodeId), names }], problems: new Map() }
  }

  failed(): void {
    this.#isStale = true
  }
}

/** A broker's number, or `default` for what holds for all of them. */
export type BrokerName = number | 'default'

/**
 * The brokers of these numbers; for what holds for all of them, any. One that is not in the cluster is no broker
 * to wait for.
 */
export class BrokerRoute<Name extends BrokerName> implements Route<Name> {
  readonly #cluster: Cluster

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  async plan(names: readonly Name[]): Promise<Plan<Name>> {
    const cluster = this.#cluster
    const isThere = (name: Name) => name === 'default' || cluster.view.brokers.has(name)
    if (!names.every(isThere)) await cluster.refresh()
    const problems = new Map<Name, BrokerError>()
    const legs: Leg<Name>[] = []
    for (const name of names) {
      const to = name === 'default' ? anyOf(cluster) : undefined
      if (isThere(name)) legs.push({ to: to ?? cluster.link(name as number), names: [name] })
      else problems.set(name, noSuchBroker(name, [...cluster.view.brokers.keys()]))
    }
    return { legs, problems }
  }

  failed(): void {}
}

function noSuchBroker(name: BrokerName, ids: readonly number[]): BrokerError {
  const { code } = errors.BROKER_NOT_AVAILABLE
  const message = `expected one of the brokers ${ids.join(', ')}`
  return brokerError(code, { place: { subject: `broker ${name}` }, message })
}

function anyOf(cluster: Cluster): Asked {
  return { name: 'any broker', ask: (exchange) => cluster.askAny(exchange) }
}
