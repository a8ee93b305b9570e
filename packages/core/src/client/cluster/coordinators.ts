/** Who coordinates a group or a transactional id: asked for once and remembered until a broker says that it changed. */
import type { BrokerLink } from '../connection/broker-link.ts'
import type { Cluster, Lane } from './cluster.ts'
import { type Coordinated, findCoordinators } from './find-coordinators.ts'

export class Coordinator {
  readonly #cluster: Cluster
  readonly #kind: Coordinated
  readonly #key: string
  readonly #lane: Lane
  /** The coordinator's number, or the question for it; none before the first, and after `forget`. */
  #found: Promise<number> | undefined

  constructor(cluster: Cluster, options: { kind: Coordinated; key: string; lane?: Lane }) {
    this.#cluster = cluster
    this.#kind = options.kind
    this.#key = options.key
    this.#lane = options.lane ?? 'main'
  }

  /** The link to the coordinator. Rejects with a retriable error where there is none for now. */
  async link(): Promise<BrokerLink> {
    if (this.#found === undefined) {
      const found = this.#find()
      this.#found = found
      // What was not found is asked for again by whoever comes next.
      found.catch(() => this.#forget(found))
    }
    return this.#cluster.link(await this.#known(this.#found), this.#lane)
  }

  /** To be called when a broker says that it is not the coordinator, or cannot be reached. */
  forget(): void {
    this.#found = undefined
  }

  #forget(found: Promise<number>): void {
    if (this.#found === found) this.#found = undefined
  }

  /** Waits for the number, and until the view knows where that broker is. */
  async #known(found: Promise<number>): Promise<number> {
    const nodeId = await found
    if (!this.#cluster.view.brokers.has(nodeId)) await this.#cluster.refresh()
    return nodeId
  }

  async #find(): Promise<number> {
    const found = (await findCoordinators(this.#cluster, this.#kind, [this.#key])).get(this.#key)
    if (typeof found === 'number') return found
    throw found
  }
}
