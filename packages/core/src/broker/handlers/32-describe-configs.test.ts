import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errorByCode } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'

const TOPIC = 2
const BROKER = 4

interface Asked {
  readonly type?: number
  readonly resource?: string
  readonly keys?: string[] | null
  readonly version?: number
}

async function describe(broker: TestBroker, { type = TOPIC, resource = 'orders', keys = null, version = 4 }: Asked) {
  const resources = [{ resourceType: type, resourceName: resource, configurationKeys: keys }]
  const body = { resources, includeSynonyms: true }
  const { results } = await broker.ask(apis.describeConfigs, { version, body })
  const [result] = results
  if (result === undefined) throw new Error('expected a result, found none')
  return { ...result, error: errorByCode(result.errorCode).name }
}

for (const version of [1, 2, 3, 4]) {
  test(`version ${version} tells of a topic's settings, each with its source`, async (t) => {
    const broker = await TestBroker.open()
    await createOrders(broker, 1, new Map([['cleanup.policy', 'compact']]))
    const { configs, error } = await describe(broker, { version, keys: ['cleanup.policy', 'nothing', 'segment.bytes'] })
    t.is(error, 'NONE')
    const rest = { readOnly: false, isSensitive: false, documentation: version >= 3 ? null : '' }
    t.deepEqual(configs, [
      {
        ...rest,
        name: 'cleanup.policy',
        value: 'compact',
        configSource: 1,
        configType: version >= 3 ? 7 : 0,
        synonyms: [
          { name: 'cleanup.policy', value: 'compact', source: 1 },
          { name: 'log.cleanup.policy', value: 'delete', source: 5 },
        ],
      },
      {
        ...rest,
        name: 'segment.bytes',
        value: '1073741824',
        configSource: 5,
        configType: version >= 3 ? 3 : 0,
        synonyms: [{ name: 'log.segment.bytes', value: '1073741824', source: 5 }],
      },
    ])
  })
}

test('without names, or with an empty list of them, all 33 settings of a topic are told', async (t) => {
  const broker = await TestBroker.open()
  await createOrders(broker)
  t.is((await describe(broker, {})).configs.length, 33)
  t.is((await describe(broker, { keys: [] })).configs.length, 33)
})

test('the broker tells of itself, and of what can be changed while it runs', async (t) => {
  const broker = await TestBroker.open({ config: { numPartitions: 3 } })
  const { configs } = await describe(broker, { type: BROKER, resource: '1' })
  const find = (wanted: string) => configs.find(({ name }) => name === wanted)
  t.like(find('num.partitions'), { value: '3', readOnly: true, configSource: 4 })
  t.like(find('log.flush.interval.messages'), { value: '9223372036854775807', readOnly: false, configSource: 5 })
  t.like(find('log.retention.ms'), { value: null, readOnly: false })
  t.deepEqual(find('log.retention.hours')?.synonyms, [{ name: 'log.retention.hours', value: '168', source: 5 }])
})

test('a new cluster sets how many replicas a write needs, and there are no loggers to tell of', async (t) => {
  const broker = await TestBroker.open()
  const { configs } = await describe(broker, { type: BROKER, resource: '' })
  t.deepEqual(
    configs.map(({ name, value }) => [name, value]),
    [['min.insync.replicas', '1']],
  )
  t.deepEqual((await describe(broker, { type: 8, resource: '1' })).configs, [])
})

test('what is not there, or has no settings here, is refused', async (t) => {
  const broker = await TestBroker.open()
  t.is((await describe(broker, { resource: 'nothing' })).error, 'UNKNOWN_TOPIC_OR_PARTITION')
  t.is((await describe(broker, { resource: 'a b' })).error, 'INVALID_TOPIC_EXCEPTION')
  t.is((await describe(broker, { type: BROKER, resource: '2' })).error, 'INVALID_REQUEST')
  t.is((await describe(broker, { type: 8, resource: '' })).error, 'INVALID_REQUEST')
  t.is((await describe(broker, { type: 32, resource: 'group' })).error, 'INVALID_REQUEST')
  t.is((await describe(broker, { type: 7, resource: 'x' })).error, 'INVALID_REQUEST')
})
