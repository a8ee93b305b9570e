import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errorByCode } from '../../protocol/errors.ts'
import { operations } from '../configs/alteration.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'

const TOPIC = 2
const BROKER = 4

interface Wanted {
  readonly type?: number
  readonly resource?: string
  readonly name: string
  readonly operation?: keyof typeof operations
  readonly value?: string | null
}

async function alter(broker: TestBroker, wanted: Wanted | readonly Wanted[], validateOnly = false) {
  const resources = (Array.isArray(wanted) ? wanted : [wanted]).map((one: Wanted) => {
    const { type = TOPIC, resource = 'orders', name, operation = 'set', value = null } = one
    const configs = [{ name, configOperation: operations[operation], value }]
    return { resourceType: type, resourceName: resource, configs }
  })
  const { responses } = await broker.ask(apis.incrementalAlterConfigs, { body: { resources, validateOnly } })
  return responses.map(({ errorCode }) => errorByCode(errorCode).name)
}

async function describe(broker: TestBroker, name: string, { type = TOPIC, resource = 'orders' } = {}) {
  const resources = [{ resourceType: type, resourceName: resource, configurationKeys: [name] }]
  const { results } = await broker.ask(apis.describeConfigs, { body: { resources, includeSynonyms: true } })
  const [found] = results[0]?.configs ?? []
  const synonyms = found?.synonyms.map((one) => `${one.name}=${one.value}@${one.source}`)
  return found === undefined ? undefined : [found.value, found.configSource, synonyms]
}

test("a topic's setting holds for its logs at once, and after a restart", async (t) => {
  const broker = await TestBroker.open()
  const topic = await createOrders(broker, 2)
  t.deepEqual(await alter(broker, { name: 'retention.ms', value: '5000' }), ['NONE'])
  t.is(topic.partitions[1]?.log.config.retentionMs, 5_000)
  await broker.close()
  const again = await TestBroker.open({ disk: broker.disk })
  t.is(again.broker.parts.topics.partition('orders', 1)?.log.config.retentionMs, 5_000)
  t.deepEqual(await alter(again, { name: 'retention.ms', operation: 'delete' }), ['NONE'])
  t.is(again.broker.parts.topics.partition('orders', 1)?.log.config.retentionMs, 7 * 24 * 3_600_000)
})

test('a setting that cannot be is refused, and the others of its resource with it', async (t) => {
  const broker = await TestBroker.open()
  const topic = await createOrders(broker)
  const errorOf = async (name: string, value: string | null) => (await alter(broker, { name, value }))[0]
  t.is(await errorOf('retention.ms', '-2'), 'INVALID_CONFIG')
  t.is(await errorOf('segment.bytes', '1000'), 'INVALID_CONFIG')
  t.is(await errorOf('message.format.version', '3.0'), 'INVALID_CONFIG')
  t.is(await errorOf('message.downconversion.enable', 'true'), 'INVALID_CONFIG')
  t.is(await errorOf('remote.storage.enable', 'true'), 'INVALID_CONFIG')
  t.is(await errorOf('compression.type', 'GZIP'), 'INVALID_CONFIG')
  t.is(await errorOf('leader.replication.throttled.replicas', 'x'), 'INVALID_CONFIG')
  t.is(await errorOf('leader.replication.throttled.replicas', '0:1,1:1'), 'NONE')
  t.is(await errorOf('max.compaction.lag.ms', '1'), 'NONE')
  t.is(await errorOf('min.compaction.lag.ms', '100'), 'INVALID_CONFIG')
  t.deepEqual([...topic.configs.keys()].sort(), ['leader.replication.throttled.replicas', 'max.compaction.lag.ms'])
})

test('validation alone changes nothing', async (t) => {
  const broker = await TestBroker.open()
  const topic = await createOrders(broker)
  t.deepEqual(await alter(broker, { name: 'retention.ms', value: '1' }, true), ['NONE'])
  t.is(topic.configs.size, 0)
})

test('what has no settings here is refused by itself, and so is what is named twice', async (t) => {
  const broker = await TestBroker.open()
  await createOrders(broker)
  const name = 'retention.ms'
  const value = '1'
  const errors = await alter(broker, [
    { resource: 'nothing', name, value },
    { resource: '', name, value },
    { resource: 'a b', name, value },
    { type: BROKER, resource: '2', name, value },
    { type: 8, resource: '1', name: 'root', value: 'INFO' },
    { type: 16, resource: 'cm', name, value },
    { type: 32, resource: 'group', name, value },
    { type: 7, resource: 'x', name, value },
    { name, value },
    { name, value },
  ])
  const refused = ['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_REQUEST', 'INVALID_TOPIC_EXCEPTION']
  t.deepEqual(errors, [...refused, ...Array.from({ length: 7 }, () => 'INVALID_REQUEST')])
})

test("a broker's setting holds for topics that do not set it, the broker's own before that of all", async (t) => {
  const broker = await TestBroker.open({ config: { logRetentionHours: 1 } })
  const topic = await createOrders(broker)
  t.is(topic.logConfig.retentionMs, 3_600_000)
  // As in Kafka: hours alone are no synonym of what holds in milliseconds.
  t.deepEqual(await describe(broker, 'retention.ms'), ['3600000', 5, []])
  t.deepEqual(await alter(broker, { type: BROKER, resource: '', name: 'log.retention.ms', value: '7' }), ['NONE'])
  t.is(topic.partitions[0]?.log.config.retentionMs, 7)
  t.deepEqual(await alter(broker, { type: BROKER, resource: '1', name: 'log.retention.ms', value: '5' }), ['NONE'])
  t.is(topic.partitions[0]?.log.config.retentionMs, 5)
  const brokers = [
    'log.retention.ms=5@2',
    'log.retention.ms=7@3',
    'log.retention.hours=1@4',
    'log.retention.hours=168@5',
  ]
  t.deepEqual(await describe(broker, 'retention.ms'), ['5', 2, brokers])
  await alter(broker, { name: 'retention.ms', value: ' 009 ' })
  t.deepEqual(await describe(broker, 'retention.ms'), ['9', 1, ['retention.ms=9@1', ...brokers]])
  const all = { type: BROKER, resource: '' }
  t.deepEqual(await describe(broker, 'log.retention.ms', all), ['7', 3, ['log.retention.ms=7@3']])
})

test("a broker's setting that cannot be, or cannot change while it runs, is refused", async (t) => {
  const broker = await TestBroker.open()
  const errorOf = async (name: string, value: string) =>
    (await alter(broker, { type: BROKER, resource: '1', name, value }))[0]
  t.is(await errorOf('num.partitions', '3'), 'INVALID_REQUEST')
  t.is(await errorOf('log.retention.ms', 'x'), 'INVALID_REQUEST')
  t.is(await errorOf('message.max.bytes', '-3'), 'INVALID_REQUEST')
  t.is(await errorOf('max.connections', '9'), 'NONE')
  t.is(broker.broker.parts.config.maxConnections, 9)
  t.is(await errorOf('log.cleaner.min.cleanable.ratio', '.2'), 'NONE')
  const [value] = (await describe(broker, 'log.cleaner.min.cleanable.ratio', { type: BROKER, resource: '1' })) ?? []
  t.is(value, '0.2')
})
