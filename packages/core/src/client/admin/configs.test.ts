/**
 * Settings of topics and brokers through the admin.
 */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { answer, fail } from '../../testing.ts'
import { settled } from './settled.ts'
import { open, type Stage } from './stage.contract.ts'

const topics = [{ name: 'a', configs: { 'retention.ms': '5000', 'segment.ms': '7000' } }, { name: 'b' }]

async function valuesOf({ admin }: Stage, ...names: string[]) {
  const described = (await admin.configs.describeTopics(['a'], { names })).get('a')
  return names.map((name) => described?.get(name)?.value)
}

test('settings have values and sources, and synonyms where they are asked for', async (t) => {
  await using stage = await open({ topics })
  const { configs } = stage.admin
  const described = await configs.describeTopics(['a', 'b'], { synonyms: true })
  t.like(described.get('a')?.get('retention.ms'), { value: '5000', source: 'topic', isReadOnly: false })
  t.is(described.get('b')?.get('retention.ms')?.source, 'default')
  t.is(described.get('a')?.get('retention.ms')?.synonyms[0]?.source, 'topic')
  t.is((await configs.describeTopics(['a'], { names: ['retention.ms'] })).get('a')?.size, 1)
  t.true(((await configs.describeBrokers([1])).get(1)?.size ?? 0) > 10)
  t.true((await configs.describeBrokers(['default'])).has('default'))
})

test('single settings are changed, and all others stay', async (t) => {
  await using stage = await open({ topics })
  await stage.admin.configs.alterTopics({
    a: { 'retention.ms': null, 'max.message.bytes': '2000', 'cleanup.policy': { append: 'compact' } },
  })
  const names = ['retention.ms', 'segment.ms', 'max.message.bytes', 'cleanup.policy']
  t.deepEqual(await valuesOf(stage, ...names), ['604800000', '7000', '2000', 'delete,compact'])
  await stage.admin.configs.alterTopics({ a: { 'cleanup.policy': { subtract: 'delete' } } })
  t.deepEqual(await valuesOf(stage, 'cleanup.policy'), ['compact'])
})

test('a change that was only validated is not made', async (t) => {
  await using stage = await open({ topics })
  await stage.admin.configs.alterTopics({ a: { 'retention.ms': '1' } }, { validateOnly: true })
  t.deepEqual(await valuesOf(stage, 'retention.ms'), ['5000'])
})

test('of two topics one has a value that cannot be, and the other is changed', async (t) => {
  await using stage = await open({ topics })
  const change = stage.admin.configs.alterTopics({ a: { 'retention.ms': '1' }, b: { 'retention.ms': 'many' } })
  const { values, errors } = await settled(change)
  t.deepEqual([...values.keys()], ['a'])
  t.is(errors.get('b')?.code, 'INVALID_CONFIG')
})

test('a broker that knows no single changes gets all settings with the changes made to them', async (t) => {
  await using stage = await open({ topics })
  stage.broker.control(apis.apiVersions, async (request) => {
    const truth = await request.handle()
    const apiKeys = truth?.apiKeys.filter(({ apiKey }) => apiKey !== apis.incrementalAlterConfigs.key) ?? []
    return truth === null ? undefined : answer({ ...truth, apiKeys })
  })
  const seen = stage.broker.observe(apis.alterConfigs)
  await stage.admin.configs.alterTopics({ a: { 'retention.ms': null, 'cleanup.policy': { append: 'compact' } } })
  t.is(seen.requests.length, 1)
  const names = ['retention.ms', 'segment.ms', 'cleanup.policy']
  t.deepEqual(await valuesOf(stage, ...names), ['604800000', '7000', 'delete,compact'])
})

test('a broker that is not there is an error at once', async (t) => {
  await using stage = await open()
  const { values, errors } = await settled(stage.admin.configs.describeBrokers([1, 7]))
  t.deepEqual([...values.keys()], [1])
  t.is(errors.get(7)?.code, 'BROKER_NOT_AVAILABLE')
})

test('settings are asked for again where that may help', async (t) => {
  await using stage = await open({ topics })
  stage.broker.control(apis.describeConfigs, fail('REQUEST_TIMED_OUT'), { times: 2 })
  t.deepEqual(await valuesOf(stage, 'segment.ms'), ['7000'])
})
