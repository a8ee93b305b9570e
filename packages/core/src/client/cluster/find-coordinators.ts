/**
 * Asks who coordinates groups or transactional ids: all in one request where the broker can do that, and one by one
 * where it cannot.
 */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { type BrokerError, brokerError } from '../errors.ts'
import type { Cluster } from './cluster.ts'

const KEY_TYPES = { group: 0, transaction: 1 } as const
const FIRST_WITH_MANY_KEYS = 4
/** Share groups, which 6 adds, are asked for by nobody here. */
const VERSIONS = [0, 5] as const

export type Coordinated = keyof typeof KEY_TYPES

/** The number of each coordinator, of which the view of the cluster may not know yet; or why there is none. */
export async function findCoordinators(
  cluster: Cluster,
  kind: Coordinated,
  keys: Iterable<string>,
): Promise<Map<string, number | BrokerError>> {
  const found = new Map<string, number | BrokerError>()
  let missing = [...new Set(keys)]
  while (missing.length > 0) {
    const { broker, coordinators } = await ask(cluster, kind, missing)
    const problem = (key: string, errorCode: number, message: string | null) => {
      const place = { api: apis.findCoordinator.name, broker, subject: `${kind} ${key}` }
      return brokerError(errorCode, { place, message })
    }
    for (const { key, errorCode, errorMessage, nodeId } of coordinators) {
      found.set(key, errorCode === errors.NONE.code ? nodeId : problem(key, errorCode, errorMessage))
    }
    const left = missing.filter((key) => !found.has(key))
    if (left.length === missing.length) {
      for (const key of left) found.set(key, problem(key, errors.COORDINATOR_NOT_AVAILABLE.code, null))
      break
    }
    missing = left
  }
  return found
}

/** About all of them, or about the first where the broker takes one at a time. */
async function ask(cluster: Cluster, kind: Coordinated, keys: readonly string[]) {
  const keyType = KEY_TYPES[kind]
  const [key = ''] = keys
  const body = (version: number) =>
    version >= FIRST_WITH_MANY_KEYS ? { keyType, coordinatorKeys: keys } : { keyType, key }
  const exchange = { api: apis.findCoordinator, body, versions: VERSIONS }
  const { broker, body: answer } = await cluster.askAnyBroker(exchange)
  return { broker, coordinators: answer.coordinators.length > 0 ? answer.coordinators : [{ ...answer, key }] }
}
