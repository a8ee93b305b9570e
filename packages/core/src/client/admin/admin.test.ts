/**
 * The admin as a whole: the cluster, calls that end in time, and what is left behind.
 */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { fail, ManualClock } from '../../testing.ts'
import { ClosedError, TimeoutError } from '../errors.ts'
import { settled } from './settled.ts'
import { fill, open } from './stage.contract.ts'

test('the cluster has an id, brokers and a controller', async (t) => {
  await using stage = await open()
  const { clusterId, controllerId, brokers } = await stage.admin.describeCluster()
  t.truthy(clusterId)
  t.deepEqual([controllerId, brokers.map(({ nodeId }) => nodeId)], [1, [1]])
  t.is(brokers[0]?.port, stage.broker.port)
})

test('log directories have partitions with their sizes', async (t) => {
  await using stage = await open({ topics: [{ name: 'a', partitions: 2 }] })
  await fill(stage, { topic: 'a', partition: 1, count: 3 })
  const [directory] = (await stage.admin.logDirectories.describe([1])).get(1) ?? []
  t.is(directory?.error, null)
  const sizes = directory?.replicas
    .filter(({ topic }) => topic === 'a')
    .map((one) => [one.partition, one.sizeBytes > 0])
  t.deepEqual(sizes?.sort(), [
    [0, false],
    [1, true],
  ])
  const partitions = [{ topic: 'a', partition: 1 }]
  const [only] = (await stage.admin.logDirectories.describe([1], { partitions })).get(1) ?? []
  t.is(only?.replicas.length, 1)
})

test('a call ends when its time is over, though no answer comes, and leaves no timer', async (t) => {
  const clock = new ManualClock()
  await using stage = await open({}, { clock })
  const held = stage.broker.hold(apis.createTopics)
  const call = settled(stage.admin.topics.create(['b'], { timeoutMs: 500 }))
  await held.next()
  clock.advance(500)
  t.true((await call).errors.get('b') instanceof TimeoutError)
  held.release()
  await stage.admin.describeCluster()
  await stage.admin.close()
  t.is(clock.pendingTimers, 0)
})

test('a call that would have to wait longer than its time is over, with the error of its last attempt', async (t) => {
  await using stage = await open({}, { retryBackoffMs: 60_000, retryBackoffMaxMs: 60_000 })
  stage.broker.control(apis.createTopics, fail('NOT_CONTROLLER'))
  const { errors } = await settled(stage.admin.topics.create(['b'], { timeoutMs: 10_000 }))
  t.is(errors.get('b')?.code, 'NOT_CONTROLLER')
})

test('whoever gives up is let go at once, also between two attempts', async (t) => {
  await using stage = await open({}, { retryBackoffMs: 60_000, retryBackoffMaxMs: 60_000 })
  const held = stage.broker.hold(apis.createTopics)
  const giveUp = new AbortController()
  const call = stage.admin.topics.create(['b'], { signal: giveUp.signal })
  await held.next()
  giveUp.abort(new Error('enough'))
  const problem = await t.throwsAsync(call, { instanceOf: ClosedError })
  t.is((problem.cause as Error).message, 'enough')
  await t.throwsAsync(stage.admin.topics.list({ signal: AbortSignal.abort() }), { instanceOf: ClosedError })
  held.release()
})

test('an admin that is closed ends its calls and takes no more', async (t) => {
  await using stage = await open()
  const held = stage.broker.hold(apis.createTopics)
  const call = stage.admin.topics.create(['b'])
  await held.next()
  await stage.admin.close()
  await t.throwsAsync(call, { instanceOf: ClosedError })
  await t.throwsAsync(stage.admin.topics.list(), { instanceOf: ClosedError })
  held.release()
})

test('an admin that is given time to close lets its calls come to their end', async (t) => {
  await using stage = await open()
  const held = stage.broker.hold(apis.createTopics)
  const call = stage.admin.topics.create(['b'])
  await held.next()
  const closed = stage.admin.close({ timeoutMs: 10_000 })
  held.release()
  await closed
  t.true((await call).has('b'))
})

test('an admin whose brokers are gone says so in time, and closes', async (t) => {
  await using stage = await open()
  await stage.admin.describeCluster()
  await stage.broker.close()
  const problem = await t.throwsAsync(stage.admin.describeCluster({ timeoutMs: 50 }))
  t.regex(problem.name, /ConnectionError|TimeoutError/)
  await stage.admin.close()
})
