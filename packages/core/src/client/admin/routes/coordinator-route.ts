/**
 * The route of requests about groups and transactional ids: to the coordinator of each. Coordinators are looked up
 * all in one request where the broker can do that, and once more after one said that it is none any longer.
 */
import { apis } from '../../../protocol/apis.ts'
import { errors } from '../../../protocol/errors.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Coordinated } from '../../cluster/coordinators.ts'
import { brokerError, type ClientError } from '../../errors.ts'
import { legsOf, type Plan, type Route } from '../route.ts'

const KEY_TYPES = { group: 0, transaction: 1 } as const
const FIRST_WITH_MANY_KEYS = 4
/** Share groups, which 6 adds, are asked for by nobody here. */
const VERSIONS = [0, 5] as const

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
    const refused = await this.#find(new Set(names.map(this.#keyOf)))
    const ways: [string, number][] = []
    const problems = new Map<string, ClientError>()
    for (const name of names) {
      const key = this.#keyOf(name)
      const nodeId = this.#known.get(key)
      const problem = refused.get(key)
      if (nodeId !== undefined) ways.push([name, nodeId])
      else if (problem !== undefined) problems.set(name, problem)
      else problems.set(name, this.#problem(key, errors.COORDINATOR_NOT_AVAILABLE.code))
    }
    return { legs: legsOf(ways, (nodeId) => this.#cluster.link(nodeId)), problems }
  }

  failed(names: readonly string[]): void {
    for (const name of names) this.#known.delete(this.#keyOf(name))
  }

  /** Looks up those that are not known; gives the errors of those that have none. */
  async #find(keys: ReadonlySet<string>): Promise<Map<string, ClientError>> {
    const problems = new Map<string, ClientError>()
    let missing = [...keys].filter((key) => !this.#known.has(key))
    while (missing.length > 0) {
      const found = await this.#ask(missing)
      for (const { key, errorCode, errorMessage, nodeId } of found) {
        if (errorCode === errors.NONE.code) this.#known.set(key, nodeId)
        else problems.set(key, this.#problem(key, errorCode, errorMessage))
      }
      const told = new Set(found.map(({ key }) => key))
      const left = missing.filter((key) => !told.has(key))
      if (left.length === missing.length) break
      missing = left
    }
    const { brokers } = this.#cluster.view
    if (![...this.#known.values()].every((nodeId) => brokers.has(nodeId))) await this.#cluster.refresh()
    return problems
  }

  /** About all of them, or about the first where the broker takes one at a time. */
  async #ask(keys: readonly string[]) {
    const keyType = KEY_TYPES[this.#kind]
    const [key = ''] = keys
    const body = (version: number) =>
      version >= FIRST_WITH_MANY_KEYS ? { keyType, coordinatorKeys: keys } : { keyType, key }
    const answer = await this.#cluster.askAny({ api: apis.findCoordinator, body, versions: VERSIONS })
    return answer.coordinators.length > 0 ? answer.coordinators : [{ ...answer, key }]
  }

  #problem(key: string, code: number, message: string | null = null): ClientError {
    return brokerError(code, { place: { api: apis.findCoordinator.name, subject: `${this.#kind} ${key}` }, message })
  }
}
