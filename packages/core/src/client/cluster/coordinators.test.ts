/** Who coordinates: found once, forgotten when it is no longer true, found again. */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import {
  allVersions,
  metadata,
  quiet,
  type Script,
  ScriptedBroker,
  settled,
  stage,
} from '../connection/scripted-broker.contract.ts'
import { BrokerError, ClosedError, ConnectionError } from '../errors.ts'
import { Cluster } from './cluster.ts'
import { Coordinator } from './coordinators.ts'

interface Place {
  readonly nodeId: number
  readonly errorCode?: number
}

/** A cluster whose only broker says who coordinates, in the newest version or an older one. */
async function clusterOf(
  where: () => Place,
  options: { version?: number; view?: () => ReturnType<typeof metadata> } = {},
) {
  const { version = 6, view = () => metadata({}) } = options
  const { clock, sockets, settings } = stage({ retryBackoffMs: 0 })
  const apiKeys = allVersions.map((row) => ({
    ...row,
    ...(row.apiKey === apis.findCoordinator.key ? { maxVersion: version } : {}),
  }))
  const script: Script = ({ api, body }) => {
    if (api.key === apis.apiVersions.key) return { errorCode: 0, apiKeys }
    if (api.key === apis.metadata.key) return view()
    if (api.key !== apis.findCoordinator.key) return undefined
    const { nodeId, errorCode = 0 } = where()
    const found = { nodeId, host: '127.0.0.1', port: 9092, errorCode, errorMessage: null }
    return version < 4 ? found : { coordinators: [{ ...found, key: body.coordinatorKeys[0] }] }
  }
  const broker = await ScriptedBroker.start(sockets, { script })
  return { clock, broker, cluster: new Cluster(settings) }
}

for (const version of [0, 3, 4, 6]) {
  test(`the coordinator is found by FindCoordinator ${version}, once for all who ask`, async (t) => {
    const { clock, broker, cluster } = await clusterOf(() => ({ nodeId: 1 }), { version })
    const coordinator = new Coordinator(cluster, { kind: 'group', key: 'billing', lane: 'group' })
    const [one, other] = await settled(clock, Promise.all([coordinator.link(), coordinator.link()]))
    t.is(one, other)
    t.is(one, cluster.link(1, 'group'))
    await coordinator.link()
    t.is(broker.count(apis.findCoordinator), 1)
    cluster.close()
  })
}

test('a coordinator that is forgotten is asked for again', async (t) => {
  const { clock, broker, cluster } = await clusterOf(() => ({ nodeId: 1 }))
  const coordinator = new Coordinator(cluster, { kind: 'transaction', key: 'billing' })
  await settled(clock, coordinator.link())
  coordinator.forget()
  await settled(clock, coordinator.link())
  t.is(broker.count(apis.findCoordinator), 2)
  t.deepEqual(broker.seen.at(-1)?.body, { ...broker.seen.at(-1)?.body, keyType: 1, coordinatorKeys: ['billing'] })
  cluster.close()
})

test('where there is none for now, the reason names the group, and the next one asks again', async (t) => {
  let errorCode: number = errors.COORDINATOR_NOT_AVAILABLE.code
  const { clock, cluster } = await clusterOf(() => ({ nodeId: 1, errorCode }))
  const coordinator = new Coordinator(cluster, { kind: 'group', key: 'billing' })
  const problem = await settled(clock, t.throwsAsync(coordinator.link(), { instanceOf: BrokerError }))
  t.regex(problem?.message ?? '', /^FindCoordinator group billing at 127.0.0.1:9092: .*\(COORDINATOR_NOT_AVAILABLE\)$/)
  t.true((problem as BrokerError).retriable)
  await quiet(clock)
  errorCode = 0
  t.is((await settled(clock, coordinator.link())).address.nodeId, 1)
  cluster.close()
})

test('a coordinator that the view does not know yet is looked for until it does', async (t) => {
  let brokers: [number, number][] = [[1, 9092]]
  const { clock, broker, cluster } = await clusterOf(() => ({ nodeId: 2 }), { view: () => metadata({ brokers }) })
  const coordinator = new Coordinator(cluster, { kind: 'group', key: 'billing' })
  const told = { instanceOf: ConnectionError, code: 'UNKNOWN_BROKER' }
  await settled(clock, t.throwsAsync(coordinator.link(), told))
  brokers = [
    [1, 9092],
    [2, 9093],
  ]
  t.is((await settled(clock, coordinator.link())).address.port, 9093)
  t.is(broker.count(apis.findCoordinator), 1)
  cluster.close()
})

test('who looks for a coordinator hears that the client is closed', async (t) => {
  const { clock, cluster } = await clusterOf(() => ({ nodeId: 1 }))
  const coordinator = new Coordinator(cluster, { kind: 'group', key: 'billing' })
  const told = t.throwsAsync(coordinator.link(), { instanceOf: ClosedError })
  cluster.close()
  await settled(clock, told)
  await quiet(clock)
  t.is(clock.pendingTimers, 0)
})
