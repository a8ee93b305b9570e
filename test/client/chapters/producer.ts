/** What a producer takes arrives: as it was, in order, once, and its callers hear of it. */
import type { ProducerOptions, ProducerRecord, RecordMetadata } from '@millrace/core'
import { Chapter } from '../chapter.ts'

export const producer = new Chapter('producer')

const COMPRESSIONS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const headers = [
  { key: 'twice', value: null },
  { key: 'twice', value: Buffer.from('b') },
  { key: '', value: Buffer.alloc(0) },
]

/** Every kind of key and value, compressible and not. */
function manyKinds(topic: string): ProducerRecord[] {
  return Array.from({ length: 300 }, (_, index) => {
    const key = index % 7 === 0 ? null : index % 5 === 0 ? Buffer.alloc(0) : Buffer.from(`key ${index}`)
    const value = index % 11 === 0 ? null : Buffer.from(`${index} of many, ${'many '.repeat(index % 50)}`)
    return {
      topic,
      partition: index % 2,
      key,
      value,
      timestamp: 1_000 + index,
      headers: index % 3 === 0 ? headers : [],
    }
  })
}

for (const compression of COMPRESSIONS) {
  const isOf = { compression, batchBytes: 2_000 } satisfies Partial<ProducerOptions>
  producer.fact(`records with ${compression} as their compression come out as they went in`, async (t, stage) => {
    const topic = await stage.topic('kinds', { partitions: 2 })
    const sent = manyKinds(topic)
    const sender = stage.producer(isOf)
    for (const record of sent) sender.send(record)
    await sender.flush()
    const read = await stage.records(topic)
    for (const partition of [0, 1]) {
      t.deepEqual(
        read
          .filter((one) => one.partition === partition)
          .map(({ key, value, timestamp, headers: those, offset }) => ({ key, value, timestamp, those, offset })),
        sent
          .filter((one) => one.partition === partition)
          .map(({ key, value, timestamp, headers: those }, offset) => ({ key, value, timestamp, those, offset })),
      )
    }
  })
}

producer.fact('a record larger than a fetch and a request of usual size arrives', async (t, stage) => {
  const topic = await stage.topic('large', { configs: { 'max.message.bytes': '4000000' } })
  const sender = stage.producer({ maxRequestBytes: 4_000_000 })
  const large = Buffer.alloc(3_000_000, 'large ')
  for (const value of ['before', large, 'after']) sender.send({ topic, value })
  await sender.flush()
  const read = await stage.records(topic, { partitionMaxBytes: 1_000 })
  t.deepEqual(
    read.map(({ value }) => value?.length),
    [6, 3_000_000, 5],
  )
  t.true(read[1]?.value?.equals(large))
})

producer.fact('who sent a record hears once where it lies', async (t, stage) => {
  const topic = await stage.topic('heard', { partitions: 2 })
  const sender = stage.producer({ lingerMs: 5 })
  const told: RecordMetadata[] = []
  for (let index = 0; index < 100; index += 1) {
    sender.send({ topic, partition: index % 2, value: `${index}`, timestamp: 7_000 + index }, (error, metadata) => {
      t.is(error, null)
      if (metadata !== null) told.push(metadata)
    })
  }
  await sender.flush()
  const expected = Array.from({ length: 100 }, (_, index) => {
    return { topic, partition: index % 2, offset: Math.floor(index / 2), timestamp: 7_000 + index }
  })
  t.deepEqual(
    told.toSorted((one, other) => one.timestamp - other.timestamp),
    expected,
  )
})

producer.fact('flush sends what would wait for more, and ends when it is delivered', async (t, stage) => {
  const topic = await stage.topic('flushed', { partitions: 3 })
  const sender = stage.producer({ lingerMs: 100_000 })
  for (let partition = 0; partition < 3; partition += 1) sender.send({ topic, partition, value: 'a' })
  await sender.flush()
  const ends = await stage.admin.offsets.list(await stage.partitions(topic))
  t.deepEqual(
    Array.from(ends.values(), ({ offset }) => offset),
    [1, 1, 1],
  )
})

producer.fact('close delivers what was taken, and takes no more', async (t, stage) => {
  const topic = await stage.topic('closed')
  const sender = stage.producer({ lingerMs: 100_000 })
  for (let index = 0; index < 100; index += 1) sender.send({ topic, value: `${index}` })
  await sender.close()
  t.is((await stage.values(topic)).length, 100)
  t.throws(() => sender.send({ topic, value: 'late' }), { name: 'ClosedError' })
})

producer.fact('without acknowledgement, and by the leader alone, records arrive as well', async (t, stage) => {
  const topic = await stage.topic('acknowledged', { partitions: 2 })
  const [none, one] = [stage.producer({ acks: 0 }), stage.producer({ acks: 1 })]
  t.is((await none.sendAndWait({ topic, partition: 0, value: 'none' })).offset, -1)
  t.is((await one.sendAndWait({ topic, partition: 1, value: 'one' })).offset, 0)
  await none.close()
  t.deepEqual((await stage.values(topic)).sort(), ['none', 'one'])
})

producer.fact("the clock of a topic is the broker's where the topic says so", async (t, stage) => {
  const topic = await stage.topic('stamped', { configs: { 'message.timestamp.type': 'LogAppendTime' } })
  const sentMs = Date.now() - 60_000
  const told = await stage.producer().sendAndWait({ topic, value: 'a', timestamp: sentMs })
  t.true(told.timestamp > sentMs)
  const [batch] = await firstBatch(stage.consumer({ topics: [topic] }))
  t.is(batch?.raw.timestampType, 'LogAppendTime')
  t.deepEqual(
    Array.from(batch ?? [], ({ timestamp }) => timestamp),
    [told.timestamp],
  )
})

producer.fact('a topic that is not there is made where brokers and producer agree', async (t, stage) => {
  const topic = stage.name('made')
  t.is((await stage.producer().sendAndWait({ topic, partition: 0, value: 'first' })).offset, 0)
  const refused = stage.producer({ createsTopics: false, maxBlockMs: 300 })
  const missing = refused.sendAndWait({ topic: stage.name('not-made'), value: 'first' })
  await t.throwsAsync(missing, { message: /UNKNOWN_TOPIC_OR_PARTITION|TIMED_OUT/ })
  t.false((await stage.admin.topics.list()).has(stage.name('not-made')))
})

producer.fact('brokers count what an idempotent producer writes, partition by partition', async (t, stage) => {
  const topic = await stage.topic('counted', { partitions: 2 })
  const sender = stage.producer()
  for (let index = 0; index < 30; index += 1)
    await sender.sendAndWait({ topic, partition: index % 3 === 0 ? 1 : 0, value: 'a' })
  const writers = await stage.admin.producers.describe(await stage.partitions(topic))
  const sequences = Array.from(writers.values(), ([one]) => one?.lastSequence)
  t.deepEqual(sequences, [19, 9])
  t.is(new Set(Array.from(writers.values(), ([one]) => one?.producerId)).size, 1)
})

producer.fact('a writer of one partition writes to it what a producer would', async (t, stage) => {
  const topic = await stage.topic('written', { partitions: 2 })
  const sender = stage.producer()
  const writer = sender.partitionWriter(topic, 1)
  let [recordCount, lastOffset] = [0, 0]
  writer.onBatch((batch) => {
    t.is(batch.error, null)
    recordCount += batch.recordCount
    lastOffset = batch.baseOffset + batch.recordCount - 1
  })
  for (let index = 0; index < 50; index += 1) writer.append(`key ${index}`, `${index}`, 1_000)
  writer.appendWith({ key: null, value: null, timestamp: 1_000, headers })
  await sender.flush()
  t.deepEqual([recordCount, lastOffset], [51, 50])
  const read = await stage.records(topic)
  t.true(read.every(({ partition }) => partition === 1))
  t.deepEqual(read[50]?.headers, headers)
})

async function firstBatch<Batch>(consumer: { batches(): AsyncIterable<Batch> }): Promise<Batch[]> {
  for await (const batch of consumer.batches()) return [batch]
  return []
}
