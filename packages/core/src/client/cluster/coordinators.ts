/** Who coordinates a group or a transactional id: asked for once and remembered until a broker says that it changed. */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import type { BrokerLink } from '../connection/broker-link.ts'
import { brokerError } from '../errors.ts'
import type { Cluster, Lane } from './cluster.ts'

const KEY_TYPES = { group: 0, transaction: 1 } as const
const FIRST_WITH_MANY_KEYS = 4
/** Share groups, which 6 adds, are asked for by nobody here. */
const VERSIONS = [0, 5] as const

export type Coordinated = keyof typeof KEY_TYPES

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
    const keyType = KEY_TYPES[this.#kind]
    const key = this.#key
    const body = (version: number) =>
      version >= FIRST_WITH_MANY_KEYS ? { keyType, coordinatorKeys: [key] } : { keyType, key }
    const { broker, body: answer } = await this.#cluster.askAnyBroker({
      api: apis.findCoordinator,
      body,
      versions: VERSIONS,
    })
    const found = answer.coordinators[0] ?? answer
    if (found.errorCode !== errors.NONE.code) {
      const place = { api: apis.findCoordinator.name, broker, subject: `${this.#kind} ${key}` }
      throw brokerError(found.errorCode, { place, message: found.errorMessage })
    }
    return found.nodeId
  }
}
