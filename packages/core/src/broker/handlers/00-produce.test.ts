import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { batchOf, createOrders, NOW_MS, produceTo, valuesOf } from '../test-records.contract.ts'

async function brokerWithOrders(configs = new Map<string, string>()) {
  const broker = await TestBroker.open()
  const topic = await createOrders(broker, 2, configs)
  const stored = (index = 0) => {
    const log = topic.partitions[index]?.log
    const read = log?.read({ offset: 0, maxBytes: 1e6, atLeastOne: true, isolation: 'uncommitted' })
    return read?.kind === 'read' ? valuesOf(read.records) : []
  }
  return { broker, topic, stored }
}

for (const version of [3, 4, 5, 7, 8, 9, 10, 11, 12, 13]) {
  test(`version ${version} appends and tells the offsets`, async (t) => {
    const { broker, stored } = await brokerWithOrders()
    const first = await produceTo(broker, batchOf(['a', 'b']), { version, acks: 1 })
    const second = await produceTo(broker, batchOf(['c']), { version, acks: -1 })
    t.deepEqual([first.errorCode, first.baseOffset, first.logAppendTimeMs], [0, 0, -1])
    t.deepEqual([second.errorCode, second.baseOffset, second.logStartOffset], [0, 2, version >= 5 ? 0 : -1])
    t.deepEqual(stored(), ['a', 'b', 'c'])
    await broker.close()
  })
}

test('Produce is advertised from version 0 on, as librdkafka wants it', async (t) => {
  const broker = await TestBroker.open()
  const body = { clientSoftwareName: 'millrace', clientSoftwareVersion: '1.0' }
  const { apiKeys } = await broker.ask(apis.apiVersions, { body })
  t.like(apiKeys[0], { apiKey: 0, minVersion: 0, maxVersion: 13 })
  await broker.close()
})

test("a partition's error leaves the others alone", async (t) => {
  const { broker, stored } = await brokerWithOrders()
  const partitionData = [
    { index: 0, records: null },
    { index: 1, records: batchOf(['a']) },
    { index: 2, records: batchOf(['b']) },
  ]
  const topicData = [
    { name: 'orders', partitionData },
    { name: 'unknown', partitionData: [{ index: 0, records: batchOf(['c']) }] },
  ]
  const body = { acks: 1, timeoutMs: 1_000, topicData }
  const { responses } = await broker.ask(apis.produce, { version: 9, body })
  const codes = responses.map(({ partitionResponses }) => partitionResponses.map(({ errorCode }) => errorCode))
  const { INVALID_RECORD, NONE, UNKNOWN_TOPIC_OR_PARTITION } = errors
  t.deepEqual(codes, [
    [INVALID_RECORD.code, NONE.code, UNKNOWN_TOPIC_OR_PARTITION.code],
    [UNKNOWN_TOPIC_OR_PARTITION.code],
  ])
  t.deepEqual([stored(0), stored(1)], [[], ['a']])
  await broker.close()
})

test('an unknown topic id is told from an unknown partition', async (t) => {
  const { broker, topic } = await brokerWithOrders()
  const ask = async (topicId: string, index: number) => {
    const topicData = [{ topicId, partitionData: [{ index, records: batchOf(['a']) }] }]
    const { responses } = await broker.ask(apis.produce, { version: 13, body: { acks: 1, timeoutMs: 1, topicData } })
    return responses[0]?.partitionResponses[0]?.errorCode
  }
  t.is(await ask('AAAAAAAAAAAAAAAAAAAAAA', 0), errors.UNKNOWN_TOPIC_ID.code)
  t.is(await ask(topic.id, 9), errors.UNKNOWN_TOPIC_OR_PARTITION.code)
  t.is(await ask(topic.id, 1), errors.NONE.code)
  await broker.close()
})

test('with acks 0 there is no answer, and on an error no connection any more', async (t) => {
  const { broker, stored } = await brokerWithOrders()
  const send = (name: string) => {
    const topicData = [{ name, partitionData: [{ index: 0, records: batchOf(['a']) }] }]
    return broker.send(apis.produce, { version: 7, body: { acks: 0, timeoutMs: 1_000, topicData } })
  }
  t.deepEqual(await send('orders'), { kind: 'silence', isFrameFree: true })
  t.deepEqual(stored(), ['a'])
  t.is((await send('unknown')).kind, 'hang-up')
  await broker.close()
})

test('acks other than -1, 0 and 1 are refused', async (t) => {
  const { broker, stored } = await brokerWithOrders()
  const { errorCode, baseOffset } = await produceTo(broker, batchOf(['a']), { acks: 2 })
  t.deepEqual([errorCode, baseOffset], [errors.INVALID_REQUIRED_ACKS.code, -1])
  t.deepEqual(stored(), [])
  await broker.close()
})

test('what is no single batch of magic 2 is refused', async (t) => {
  const { broker } = await brokerWithOrders()
  const older = batchOf(['a'])
  older.writeInt8(1, 16)
  const broken = batchOf(['a'])
  broken.writeUInt8(broken.readUInt8(broken.length - 2) ^ 1, broken.length - 2)
  const code = async (records: Buffer) => (await produceTo(broker, records)).errorCode
  t.is(await code(older), errors.INVALID_RECORD.code)
  t.is(await code(Buffer.alloc(0)), errors.INVALID_RECORD.code)
  const two = await produceTo(broker, Buffer.concat([batchOf(['a']), batchOf(['b'])]))
  t.like(two, { errorCode: errors.INVALID_RECORD.code, logStartOffset: -1 })
  t.is(
    await code(batchOf(['a'], { isControl: true, producerId: 1, producerEpoch: 0, baseSequence: 0 })),
    errors.INVALID_RECORD.code,
  )
  t.is(await code(broken), errors.CORRUPT_MESSAGE.code)
  t.is(await code(batchOf(['a']).subarray(0, 30)), errors.INVALID_RECORD.code)
  const shortened = batchOf(['a'])
  shortened.writeInt32BE(20, 8)
  t.is(await code(shortened), errors.CORRUPT_MESSAGE.code)
  await broker.close()
})

test('zstd is taken from version 7 on', async (t) => {
  const { broker } = await brokerWithOrders()
  const records = () => batchOf(['a'.repeat(100)], { compression: 'zstd' })
  t.is((await produceTo(broker, records(), { version: 6 })).errorCode, errors.UNSUPPORTED_COMPRESSION_TYPE.code)
  t.is((await produceTo(broker, records(), { version: 7 })).errorCode, errors.NONE.code)
  await broker.close()
})

test('a batch larger than max.message.bytes is refused', async (t) => {
  const { broker } = await brokerWithOrders()
  const { errorCode, logStartOffset } = await produceTo(broker, batchOf(['a'.repeat(1_100_000)]))
  t.deepEqual([errorCode, logStartOffset], [errors.MESSAGE_TOO_LARGE.code, -1])
  await broker.close()
})

test('records at fault are named from version 8 on', async (t) => {
  const { broker } = await brokerWithOrders()
  const records = () => batchOf(['a', 'b'], { timestamp: NOW_MS + 2 * 3_600_000 })
  const { errorCode, recordErrors, errorMessage } = await produceTo(broker, records(), { version: 8 })
  t.is(errorCode, errors.INVALID_TIMESTAMP.code)
  t.deepEqual(
    recordErrors.map(({ batchIndex }) => batchIndex),
    [0, 1],
  )
  t.regex(String(errorMessage), /orders-0/)
  t.deepEqual((await produceTo(broker, records(), { version: 7 })).recordErrors, [])
  await broker.close()
})

test("the broker's own topics are only written by its tools", async (t) => {
  const broker = await TestBroker.open()
  await broker.broker.parts.internalTopics.ensure('__consumer_offsets')
  const partitionData = [{ index: 0, records: batchOf(['a'], {}) }]
  const body = { acks: 1, timeoutMs: 1_000, topicData: [{ name: '__consumer_offsets', partitionData }] }
  const ask = async (clientId: string) => {
    const { responses } = await broker.ask(apis.produce, { version: 9, clientId, body })
    return responses[0]?.partitionResponses[0]?.errorCode
  }
  t.is(await ask('somebody'), errors.INVALID_TOPIC_EXCEPTION.code)
  t.not(await ask('__admin_client'), errors.INVALID_TOPIC_EXCEPTION.code)
  await broker.close()
})

test('a topic that wants two replicas in sync takes nothing with acks -1', async (t) => {
  const { broker, stored } = await brokerWithOrders(new Map([['min.insync.replicas', '2']]))
  t.is((await produceTo(broker, batchOf(['a']), { acks: -1 })).errorCode, errors.NOT_ENOUGH_REPLICAS.code)
  t.is((await produceTo(broker, batchOf(['b']), { acks: 1 })).errorCode, errors.NONE.code)
  t.deepEqual(stored(), ['b'])
  await broker.close()
})

test('a batch sent twice is stored once and answered as it was then', async (t) => {
  const { broker, stored } = await brokerWithOrders()
  const records = () => batchOf(['a'], { producerId: 7, producerEpoch: 0, baseSequence: 0 })
  await produceTo(broker, batchOf(['before']))
  const [first, again] = [await produceTo(broker, records()), await produceTo(broker, records())]
  t.deepEqual([first.baseOffset, again.baseOffset, again.errorCode], [1, 1, errors.NONE.code])
  t.deepEqual([first.logAppendTimeMs, again.logAppendTimeMs], [-1, NOW_MS], 'as Apache Kafka has it')
  t.deepEqual(stored(), ['before', 'a'])
  const ahead = batchOf(['c'], { producerId: 7, producerEpoch: 0, baseSequence: 5 })
  const { errorCode, logStartOffset } = await produceTo(broker, ahead)
  t.deepEqual([errorCode, logStartOffset], [errors.OUT_OF_ORDER_SEQUENCE_NUMBER.code, 0])
  await broker.close()
})

test('transactional batches want a transactional id, and one producer', async (t) => {
  const { broker, stored } = await brokerWithOrders()
  const records = (producerId: number) =>
    batchOf(['a'], { producerId, producerEpoch: 0, baseSequence: 0, isTransactional: true })
  t.is((await produceTo(broker, records(1))).errorCode, errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.code)
  const partitionData = [1, 2].map((producerId) => ({ index: producerId - 1, records: records(producerId) }))
  const body = { transactionalId: 'tx', acks: -1, timeoutMs: 1, topicData: [{ name: 'orders', partitionData }] }
  const { responses } = await broker.ask(apis.produce, { version: 12, body })
  const codes = responses[0]?.partitionResponses.map(({ errorCode }) => errorCode)
  const { code } = errors.INVALID_PRODUCER_ID_MAPPING
  t.deepEqual(codes, [code, code])
  t.deepEqual([stored(0), stored(1)], [[], []])
  await broker.close()
})
