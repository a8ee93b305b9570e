/**
 * An admin of a cluster of two brokers: two of ours, each of which is made to say that they are one cluster.
 */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { answer, ControlledBroker, drop, fail, silentLogger } from '../../testing.ts'
import { SomeFailedError, settled } from './settled.ts'
import { fill, open, type Stage } from './stage.contract.ts'

const topics = [{ name: 'a', partitions: 4 }]
const partitions = [0, 1, 2, 3].map((partition) => ({ topic: 'a', partition }))

/** The other broker has the number 2, and leads the odd partitions. */
async function openTwo(): Promise<Stage & { other: ControlledBroker }> {
  const other = await ControlledBroker.start({ logger: silentLogger, topics })
  const stage = await open({ topics })
  await fill(stage, { topic: 'a', partition: 0, count: 2 })
  await fill({ ...stage, broker: other }, { topic: 'a', partition: 1, count: 3 })
  for (const broker of [stage.broker, other]) {
    broker.control(apis.metadata, async (request) => {
      const truth = await request.handle()
      if (truth === null) return undefined
      const brokers = [stage.broker, other].map(({ host, port }, index) => ({ nodeId: index + 1, host, port }))
      const led = truth.topics.map((topic) => ({
        ...topic,
        partitions: topic.partitions.map((one) => ({ ...one, leaderId: 1 + (one.partitionIndex % 2) })),
      }))
      return answer({ ...truth, brokers, topics: led })
    })
  }
  const close = async () => {
    await stage[Symbol.asyncDispose]()
    await other.close()
  }
  return { ...stage, other, [Symbol.asyncDispose]: close }
}

test('each leader is asked once, about its partitions, and the answers are joined', async (t) => {
  await using stage = await openTwo()
  const seen = [stage.broker, stage.other].map((broker) => broker.observe(apis.listOffsets))
  const offsets = await stage.admin.offsets.list(partitions)
  t.deepEqual(
    partitions.map(({ partition }) => offsets.get(`a-${partition}`)?.offset),
    [2, 3, 0, 0],
  )
  const asked = seen.map(({ requests }) =>
    requests.map(({ body }) => body.topics[0]?.partitions.map(({ partitionIndex }) => partitionIndex)),
  )
  t.deepEqual(asked, [[[0, 2]], [[1, 3]]])
})

test('where one leader fails, only its partitions are asked for again', async (t) => {
  await using stage = await openTwo()
  stage.other.control(apis.listOffsets, drop, { times: 2 })
  const seen = stage.broker.observe(apis.listOffsets)
  t.is((await stage.admin.offsets.list(partitions)).size, 4)
  t.is(seen.requests.length, 1)
})

test('groups are those of all brokers, and where one has no answer the rest is in the error', async (t) => {
  await using stage = await openTwo()
  await stage.admin.groupOffsets.alter('g', [{ topic: 'a', partition: 0, offset: 1 }])
  const seen = stage.other.observe(apis.listGroups)
  t.deepEqual([...(await stage.admin.groups.list()).keys()], ['g'])
  t.is(seen.requests.length, 1)
  stage.other.control(apis.listGroups, fail('CLUSTER_AUTHORIZATION_FAILED'))
  const problem = await t.throwsAsync(stage.admin.groups.list(), { instanceOf: SomeFailedError })
  t.true(problem.values.has('g'))
  t.deepEqual([...problem.errors.keys()], ['broker 2'])
})

test('settings and log directories of a broker are asked of that broker', async (t) => {
  await using stage = await openTwo()
  const seen = stage.broker.observe(apis.describeConfigs)
  const { values } = await settled(stage.admin.configs.describeBrokers([1, 2]))
  t.deepEqual([...values.keys()], [1]) // the other one believes that its number is 1
  t.deepEqual(
    seen.requests.map(({ body }) => body.resources.map(({ resourceName }) => resourceName)),
    [['1']],
  )
  t.is((await stage.admin.logDirectories.describe([1, 2])).size, 2)
})
