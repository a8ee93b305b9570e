/**
 * Bad days, as a client meets them.
 */
import test from 'ava'
import { silentLogger } from './host/logger.ts'
import { ManualClock } from './host/manual-clock.ts'
import { apis } from './protocol/apis.ts'
import { errors } from './protocol/errors.ts'
import { answer, ControlledBroker, delay, drop, fail, loseAnswer, pass } from './testing.ts'
import { WireClient } from './transport/wire-client.contract.ts'

const versions = { body: { clientSoftwareName: 'test', clientSoftwareVersion: '1' } }
const fresh = { version: 4, body: { transactionalId: null, transactionTimeoutMs: 1000 } }
const code = async (asked: Promise<{ errorCode: number }>) => (await asked).errorCode

async function open(options: Parameters<typeof ControlledBroker.start>[0] = {}) {
  const broker = await ControlledBroker.start({ logger: silentLogger, ...options })
  const client = await WireClient.connect(broker)
  const connect = () => WireClient.connect(broker)
  return { broker, client, connect, [Symbol.asyncDispose]: () => broker.close() }
}

test('an API fails so often, and is then as it was', async (t) => {
  await using stage = await open()
  const control = stage.broker.control(apis.initProducerId, fail('COORDINATOR_NOT_AVAILABLE'), { times: 2 })
  const codes = []
  for (let round = 0; round < 3; round += 1) codes.push(await code(stage.client.ask(apis.initProducerId, fresh)))
  t.deepEqual(codes, [errors.COORDINATOR_NOT_AVAILABLE.code, errors.COORDINATOR_NOT_AVAILABLE.code, 0])
  t.is(control.used, 2)
  t.is(await code(stage.client.ask(apis.apiVersions, versions)), 0)
})

test('of several controls the last one counts that does not let pass, until it is removed', async (t) => {
  await using stage = await open()
  stage.broker.control(apis.apiVersions, fail('UNKNOWN_SERVER_ERROR'))
  const inner = stage.broker.control('any', (request) => (request.version === 4 ? fail('INVALID_REQUEST') : undefined))
  stage.broker.control(apis.apiVersions, pass)
  t.is(await code(stage.client.ask(apis.apiVersions, versions)), errors.INVALID_REQUEST.code)
  t.is(await code(stage.client.ask(apis.apiVersions, { ...versions, version: 3 })), -1)
  inner.remove()
  t.is(await code(stage.client.ask(apis.apiVersions, versions)), -1)
})

test('a control may be for some clients, and for requests of which something is true', async (t) => {
  await using stage = await open()
  stage.broker.control('any', fail('INVALID_REQUEST'), { clientId: 'bad' })
  const isOld = ({ version }: { version: number }) => version < 3
  stage.broker.control(apis.initProducerId, fail('UNSUPPORTED_VERSION'), { when: isOld })
  const ask = (clientId: string, version: number) =>
    code(stage.client.ask(apis.initProducerId, { ...fresh, clientId, version }))
  t.deepEqual([await ask('good', 4), await ask('good', 2), await ask('bad', 4)], [0, 35, 42])
})

test('a request is answered with what the test says, made of the true answer if it likes', async (t) => {
  await using stage = await open()
  const control = stage.broker.control(apis.apiVersions, answer({ errorCode: 0, apiKeys: [] }))
  t.deepEqual((await stage.client.ask(apis.apiVersions, versions)).apiKeys, [])
  control.remove()
  stage.broker.control(apis.apiVersions, async (request) => {
    const truth = await request.handle()
    return truth === null ? pass : answer({ ...truth, apiKeys: truth.apiKeys.slice(0, 1) })
  })
  t.is((await stage.client.ask(apis.apiVersions, versions)).apiKeys.length, 1)
})

test('a request that is dropped ends its connection, and no other', async (t) => {
  await using stage = await open()
  const other = await stage.connect()
  stage.broker.control(apis.apiVersions, drop, { times: 1 })
  await t.throwsAsync(stage.client.ask(apis.apiVersions, versions), { message: 'the connection is over' })
  t.is(await code(other.ask(apis.apiVersions, versions)), 0)
})

test('a request whose answer is lost was handled', async (t) => {
  await using stage = await open()
  const other = await stage.connect()
  stage.broker.control(apis.initProducerId, loseAnswer, { times: 1 })
  await t.throwsAsync(stage.client.ask(apis.initProducerId, fresh))
  const first = (await other.ask(apis.initProducerId, fresh)).producerId
  t.is((await other.ask(apis.initProducerId, fresh)).producerId, first + 1)
  t.true(first > 0)
})

test('a delay takes the time of the clock that the test moves', async (t) => {
  const clock = new ManualClock()
  await using stage = await open({ clock })
  stage.broker.control(apis.initProducerId, delay(1_000, fail('REQUEST_TIMED_OUT')))
  const seen = stage.broker.observe('any')
  const asked = code(stage.client.ask(apis.initProducerId, fresh))
  const other = await stage.connect()
  while (seen.requests.length === 0) await other.ask(apis.apiVersions, versions)
  let isAnswered = false
  void asked.then(() => {
    isAnswered = true
  })
  clock.advance(999)
  await other.ask(apis.apiVersions, versions)
  t.false(isAnswered)
  clock.advance(1)
  t.is(await asked, errors.REQUEST_TIMED_OUT.code)
})

test('requests are held until they are let go', async (t) => {
  await using stage = await open()
  const other = await stage.connect()
  const hold = stage.broker.hold(apis.initProducerId)
  const first = stage.client.ask(apis.initProducerId, fresh)
  t.is((await hold.next()).version, 4)
  const second = other.ask(apis.initProducerId, { ...fresh, version: 3 })
  t.is((await hold.next()).version, 3)
  t.is(hold.requests.length, 2)
  hold.release()
  t.deepEqual([await code(first), await code(second)], [0, 0])
  t.is(await code(other.ask(apis.initProducerId, fresh)), 0)
})

test('whoever observes sees all requests, also those that fail', async (t) => {
  await using stage = await open()
  const seen = stage.broker.observe(apis.initProducerId)
  stage.broker.control('any', fail('INVALID_REQUEST'))
  await stage.client.ask(apis.initProducerId, fresh)
  await stage.client.ask(apis.apiVersions, versions)
  t.deepEqual(
    seen.requests.map(({ clientId, body }) => [clientId, body.transactionTimeoutMs]),
    [['test', 1000]],
  )
  seen.remove()
  await stage.client.ask(apis.initProducerId, fresh)
  t.is(seen.requests.length, 1)
})

test('a control for a topic is for requests that name it, by name or id', async (t) => {
  await using stage = await open({ topics: ['orders', 'clicks'] })
  const produce = (name: string, acks: number) => ({
    version: 9,
    body: {
      acks,
      timeoutMs: 1000,
      topicData: [{ name, partitionData: [{ index: 0, records: null }] }],
    },
  })
  stage.broker.control(apis.produce, fail('NOT_LEADER_OR_FOLLOWER'), { topic: 'orders' })
  const errorOf = async (name: string) => {
    const { responses } = await stage.client.ask(apis.produce, produce(name, 1))
    return responses[0]?.partitionResponses[0]?.errorCode
  }
  t.is(await errorOf('orders'), errors.NOT_LEADER_OR_FOLLOWER.code)
  t.not(await errorOf('clicks'), errors.NOT_LEADER_OR_FOLLOWER.code)
  await t.throwsAsync(stage.client.ask(apis.produce, produce('orders', 0)), { message: 'the connection is over' })
})

test('a topic that a request names by its id is found too', async (t) => {
  await using stage = await open({ topics: ['orders', 'clicks'] })
  stage.broker.control(apis.fetch, fail('UNKNOWN_LEADER_EPOCH'), { topic: 'orders' })
  const { topics } = await stage.client.ask(apis.metadata, { version: 12, body: { topics: null } })
  const errorOf = async (name: string) => {
    const topicId = topics.find((topic) => topic.name === name)?.topicId ?? ''
    const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }]
    const body = { maxWaitMs: 0, minBytes: 0, topics: [{ topicId, partitions }] }
    const { responses } = await stage.client.ask(apis.fetch, { version: 13, body })
    return responses[0]?.partitions[0]?.errorCode
  }
  t.is(await errorOf('orders'), errors.UNKNOWN_LEADER_EPOCH.code)
  t.is(await errorOf('clicks'), 0)
})

test('a leader moves to the next epoch', async (t) => {
  await using stage = await open({ topics: ['orders'] })
  const first = stage.broker.moveLeader('orders', 0)
  t.is(stage.broker.moveLeader('orders', 0), first + 1)
  t.throws(() => stage.broker.moveLeader('orders', 7), { message: 'orders-7: expected a partition, found none' })
})
