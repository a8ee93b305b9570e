import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errorByCode, errors } from '../../protocol/errors.ts'
import type { Compression } from '../../records/attributes.ts'
import { batches } from '../../records/batches.ts'
import { operations } from '../configs/alteration.ts'
import { fetchFrom, settle, watched } from '../fetch/test-fetch.contract.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { batchOf, createOrders, produceTo } from '../test-records.contract.ts'

const TOPIC = 2
const BROKER = 4
const LEVELS = ['compression.gzip.level', 'compression.lz4.level', 'compression.zstd.level'] as const
/** Values that a codec can make much of, and a higher level more. */
const TEXTS = Array.from({ length: 400 }, (_, index) => `order ${(index * 7_919) % 1_000} of customer ${index % 37}`)

async function brokerWithOrders(
  configs: Record<string, string> = {},
  options: Parameters<typeof TestBroker.open>[0] = {},
) {
  const broker = await TestBroker.open(options)
  const topic = await createOrders(broker, 1, new Map(Object.entries(configs)))
  return { broker, topic }
}

async function set(broker: TestBroker, type: number, values: Record<string, string>) {
  const configOperation = operations.set
  const configs = Object.entries(values).map(([name, value]) => ({ name, configOperation, value }))
  const resources = [{ resourceType: type, resourceName: type === TOPIC ? 'orders' : '', configs }]
  const { responses } = await broker.ask(apis.incrementalAlterConfigs, { body: { resources, validateOnly: false } })
  return responses.map(({ errorCode }) => errorByCode(errorCode).name)[0]
}

/** What readers get: the codec of each batch, and the values. */
async function fetched(broker: TestBroker) {
  const { partitions, values } = await fetchFrom(broker)
  const codecs = Array.from(batches(partitions[0]?.records ?? Buffer.alloc(0)), ({ compression }) => compression)
  return { codecs, values: values[0] }
}

const wishes: [type: string, stored: Compression][] = [
  ['zstd', 'zstd'],
  ['lz4', 'lz4'],
  ['snappy', 'snappy'],
  ['uncompressed', 'none'],
  ['producer', 'gzip'],
]

for (const [type, stored] of wishes) {
  test(`what is produced in gzip is read in ${stored} from a topic whose compression.type is ${type}`, async (t) => {
    const { broker } = await brokerWithOrders({ 'compression.type': type })
    const answer = await produceTo(broker, batchOf(TEXTS, { compression: 'gzip' }))
    t.deepEqual([answer.errorCode, Number(answer.baseOffset)], [errors.NONE.code, 0])
    t.deepEqual(await fetched(broker), { codecs: [stored], values: TEXTS })
    await broker.close()
  })
}

test("the broker's compression.type holds for topics that set none, from its next batch on", async (t) => {
  const { broker } = await brokerWithOrders({}, { config: { compressionType: 'zstd' } })
  const produce = () => produceTo(broker, batchOf(['a', 'b'], { compression: 'gzip' }))
  await produce()
  t.is(await set(broker, BROKER, { 'compression.type': 'lz4' }), 'NONE')
  await produce()
  t.is(await set(broker, TOPIC, { 'compression.type': 'producer' }), 'NONE')
  await produce()
  const { codecs, values } = await fetched(broker)
  t.deepEqual(codecs, ['zstd', 'lz4', 'gzip'])
  t.deepEqual(values, ['a', 'b', 'a', 'b', 'a', 'b'])
  await broker.close()
})

test("readers older than zstd are refused where the broker's compression.type is zstd, and the topic has no other", async (t) => {
  const { broker } = await brokerWithOrders({}, { config: { compressionType: 'zstd' } })
  const codeOf = async (version: number) => (await fetchFrom(broker, { version })).partitions[0]?.errorCode
  t.is(await codeOf(9), errors.UNSUPPORTED_COMPRESSION_TYPE.code)
  t.is(await codeOf(10), errors.NONE.code)
  await set(broker, TOPIC, { 'compression.type': 'gzip' })
  t.is(await codeOf(9), errors.NONE.code)
  await broker.close()
})

for (const [type, lowest, highest] of [
  ['gzip', '1', '9'],
  ['zstd', '-131072', '22'],
] as const) {
  test(`a higher compression.${type}.level makes batches smaller, set for the topic or for the broker`, async (t) => {
    const { broker, topic } = await brokerWithOrders({ 'compression.type': type })
    const log = topic.partitions[0]?.log
    const grownBy = async () => {
      const before = log?.sizeInBytes ?? 0
      t.is((await produceTo(broker, batchOf(TEXTS))).errorCode, errors.NONE.code)
      return (log?.sizeInBytes ?? 0) - before
    }
    const level = `compression.${type}.level`
    t.is(await set(broker, BROKER, { [level]: lowest }), 'NONE')
    const low = await grownBy()
    t.is(await set(broker, TOPIC, { [level]: highest }), 'NONE')
    const high = await grownBy()
    t.true(high < low, `${high} bytes after ${low}`)
    t.deepEqual((await fetched(broker)).values, [...TEXTS, ...TEXTS])
    await broker.close()
  })
}

test('a level is held to what its codec knows', async (t) => {
  const { broker, topic } = await brokerWithOrders()
  const taken = { gzip: ['-1', '1', '9'], lz4: ['1', '17'], zstd: ['-131072', '22'] }
  const refused = { gzip: ['-2', '0', '10'], lz4: ['0', '18'], zstd: ['-131073', '23'] }
  for (const codec of ['gzip', 'lz4', 'zstd'] as const) {
    const level = `compression.${codec}.level`
    for (const value of taken[codec]) t.is(await set(broker, TOPIC, { [level]: value }), 'NONE', `${level}=${value}`)
    for (const value of refused[codec]) {
      t.is(await set(broker, TOPIC, { [level]: value }), 'INVALID_CONFIG', `${level}=${value}`)
      t.is(await set(broker, BROKER, { [level]: value }), 'INVALID_REQUEST', `${level}=${value}`)
    }
  }
  t.deepEqual([...topic.configs.keys()].sort(), [...LEVELS])
  await broker.close()
})

test('a fetch waits for bytes as they are stored, not as they came', async (t) => {
  const { broker, topic } = await brokerWithOrders({ 'compression.type': 'gzip' })
  const records = batchOf(['a'.repeat(10_000)])
  const fetch = watched(fetchFrom(broker, { minBytes: records.length, maxWaitMs: 500 }))
  await settle()
  await produceTo(broker, records)
  await settle()
  t.false(fetch.isDone)
  t.true((topic.partitions[0]?.log.sizeInBytes ?? 0) < 1_000)
  broker.clock.advance(500)
  t.is((await fetch.promise).values[0]?.length, 1)
  await broker.close()
})
