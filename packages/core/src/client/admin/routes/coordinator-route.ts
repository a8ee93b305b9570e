/**
 * The route of requests about groups and transactional ids: to the coordinator of each. Coordinators are looked up
 * together, and once more after one said that it is none any longer.
 */
import type { Cluster } from '../../cluster/cluster.ts'
import { type Coordinated, findCoordinators } from '../../cluster/find-coordinators.ts'
import type { ClientError } from '../../errors.ts'
import { legsOf, type Plan, type Route } from '../route.ts'

interface RouteOptions {
  readonly kind: Coordinated
  /** Whose coordinator a thing goes to. */
  readonly keyOf: (name: string) => string
}

export class CoordinatorRoute implements Route<string> {
  readonly #cluster: Cluster
  readonly #kind: Coordinated
  readonly #keyOf: (name: string) => string
  readonly #known = new Map<string, number>()

  constructor(cluster: Cluster, { kind, keyOf }: RouteOptions) {
    this.#cluster = cluster
    this.#kind = kind
    this.#keyOf = keyOf
  }

  async plan(names: readonly string[]): Promise<Plan<string>> {
    const missing = names.map(this.#keyOf).filter((key) => !this.#known.has(key))
    const found = await findCoordinators(this.#cluster, this.#kind, missing)
    for (const [key, nodeId] of found) if (typeof nodeId === 'number') this.#known.set(key, nodeId)
    const { brokers } = this.#cluster.view
    if (![...this.#known.values()].every((nodeId) => brokers.has(nodeId))) await this.#cluster.refresh()
    const ways: [string, number][] = []
    const problems = new Map<string, ClientError>()
    for (const name of names) {
      const key = this.#keyOf(name)
      const coordinator = this.#known.get(key) ?? found.get(key)
      if (typeof coordinator === 'number') ways.push([name, coordinator])
      else if (coordinator !== undefined) problems.set(name, coordinator)
    }
    return { legs: legsOf(ways, (nodeId) => this.#cluster.link(nodeId)), problems }
  }

  failed(names: readonly string[]): void {
    for (const name of names) this.#known.delete(this.#keyOf(name))
  }
}
