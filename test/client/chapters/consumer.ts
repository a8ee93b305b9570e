/** What a consumer that chose its partitions reads, and how the program steers it. */
import type { ConsumerRecord } from '@millrace/core'
import { Chapter } from '../chapter.ts'
import { eventually } from '../eventually.ts'
import type { Stage } from '../stage.ts'

export const consumer = new Chapter('consumer')

consumer.fact('partitions that were chosen are read, each from its own start, and no others', async (t, stage) => {
  const topic = await filled(stage, { partitions: 6, count: 10, firstTimestamp: 1_000 })
  const reader = stage.consumer({
    assign: [
      { topic, partition: 0, from: 'earliest' },
      { topic, partition: 1, from: 7 },
      { topic, partition: 2, from: { timestampMs: 1_004 } },
      { topic, partition: 3, from: { offset: 9, leaderEpoch: 0 } },
      { topic, partition: 4, from: 'latest' },
    ],
  })
  const read = await take(reader, 10 + 3 + 6 + 1)
  const firsts = [0, 1, 2, 3, 4, 5].map((partition) => read.find((one) => one.partition === partition)?.offset)
  t.deepEqual(firsts, [0, 7, 4, 9, undefined, undefined])
  t.deepEqual(
    reader.assignment.map(({ partition }) => partition),
    [0, 1, 2, 3, 4],
  )
})

consumer.fact('a topic is read with all its partitions, those included that it gets later', async (t, stage) => {
  const topic = await filled(stage, { partitions: 2, count: 3 })
  const reader = stage.consumer({ topics: [topic], metadataMaxAgeMs: 50 })
  t.is((await take(reader, 6)).length, 6)
  await stage.admin.topics.addPartitions([{ topic, partitions: 3 }])
  const sender = stage.producer({ metadataMaxAgeMs: 20 })
  await eventually(
    () => sender.partitionCount(topic),
    (count) => count === 3,
  )
  await sender.sendAndWait({ topic, partition: 2, value: 'new' })
  t.like((await take(reader, 1))[0], { partition: 2, offset: 0 })
})

consumer.fact('a topic that is not there yet is read when it comes', async (t, stage) => {
  const name = stage.name('later')
  const reader = stage.consumer({ topics: [name], metadataMaxAgeMs: 50 })
  const first = take(reader, 1)
  await filled(stage, { name: 'later', count: 1 })
  t.is((await first)[0]?.offset, 0)
})

consumer.fact('answers of any size put together are the log', async (t, stage) => {
  const topic = await filled(stage, { partitions: 3, count: 200, batchBytes: 500 })
  for (const limits of [{ partitionMaxBytes: 700 }, { maxBytes: 1 }, { bufferBytes: 2_000 }, { minBytes: 100_000 }]) {
    const read = await stage.records(topic, limits)
    for (const partition of [0, 1, 2]) {
      t.deepEqual(
        read.filter((one) => one.partition === partition).map(({ offset }) => offset),
        Array.from({ length: 200 }, (_, index) => index),
      )
    }
  }
})

consumer.fact('batches hold the same records as the records one by one', async (t, stage) => {
  const topic = await filled(stage, { count: 100, batchBytes: 500 })
  const offsets: number[] = []
  const reader = stage.consumer({ topics: [topic] })
  for await (const batch of reader.batches()) {
    const { raw } = batch
    const before = offsets.length
    for (const { offset } of batch) offsets.push(offset)
    t.deepEqual([offsets[before], offsets.at(-1)], [raw.baseOffset, raw.lastOffset])
    if (offsets.length >= 100) break
  }
  t.deepEqual(
    offsets,
    Array.from({ length: 100 }, (_, index) => index),
  )
})

consumer.fact('deserializers make keys and values', async (t, stage) => {
  const topic = await stage.topic('numbers')
  const sender = stage.producer()
  sender.send({ topic, key: 'one', value: '1' })
  sender.send({ topic, key: null, value: null })
  await sender.flush()
  const read = await stage.records(topic, {
    deserializers: { value: (bytes) => bytes && Buffer.from(`${Number(String(bytes)) + 1}`) },
  })
  t.deepEqual(
    read.map(({ key, value }) => [key && String(key), value && String(value)]),
    [
      ['one', '2'],
      [null, null],
    ],
  )
})

consumer.fact('a paused partition is silent, and goes on where it stood', async (t, stage) => {
  const topic = await filled(stage, { partitions: 2, count: 50, batchBytes: 200 })
  const reader = stage.consumer({ topics: [topic] })
  const [first] = await take(reader, 1)
  const paused = { topic, partition: first?.partition ?? 0 }
  reader.pause([paused])
  t.deepEqual(reader.paused, [paused])
  const others = await take(reader, 50)
  t.true(others.every(({ partition }) => partition !== paused.partition))
  reader.resume([paused])
  const rest = await take(reader, 49)
  t.deepEqual(
    rest.map(({ offset }) => offset),
    Array.from({ length: 49 }, (_, index) => index + 1),
  )
})

consumer.fact('a reader at the end waits, and reads what is written then', async (t, stage) => {
  const topic = await filled(stage, { count: 3 })
  const at = { topic, partition: 0 }
  const reader = stage.consumer({ assign: [at], maxWaitMs: 30_000 })
  await take(reader, 3)
  t.is(reader.lag(at), 0)
  const next = take(reader, 1)
  await stage.producer().sendAndWait({ topic, value: 'new' })
  t.like((await next)[0], { offset: 3 })
  t.like(reader.health(), { lag: 0, failure: null })
})

consumer.fact('what compaction took away is passed over', async (t, stage) => {
  const configs = {
    'cleanup.policy': 'compact',
    'min.cleanable.dirty.ratio': '0.01',
    'segment.ms': '1000',
    'min.compaction.lag.ms': '0',
  }
  const topic = await stage.topic('compacted', { configs })
  const sender = stage.producer()
  const startMs = Date.now() - 600_000
  for (let index = 0; index < 12; index += 1) {
    await sender.sendAndWait({ topic, key: `${index % 3}`, value: `${index}`, timestamp: startMs + index * 10_000 })
  }
  const look = async () => (await stage.records(topic)).map(({ offset }) => offset)
  const left = await eventually(look, (offsets) => offsets.length <= 4)
  t.deepEqual(left.slice(-3), [9, 10, 11])
  const reader = stage.consumer({ assign: [{ topic, partition: 0, from: 2 }] })
  const [behind] = await take(reader, 1)
  t.is(behind?.offset, left[0])
  t.is((await reader.endOffsets([{ topic, partition: 0 }])).get(`${topic}-0`), 12)
})

interface Filling {
  readonly name?: string
  readonly partitions?: number
  /** For each partition. */
  readonly count: number
  readonly firstTimestamp?: number
  readonly batchBytes?: number
}

/** A topic whose partitions hold so many records each, a millisecond apart. */
async function filled(stage: Stage, filling: Filling): Promise<string> {
  const { name = 'filled', partitions = 1, count, firstTimestamp = 1_000, batchBytes = 16_000 } = filling
  const topic = await stage.topic(name, { partitions })
  const sender = stage.producer({ batchBytes, lingerMs: 5 })
  for (let index = 0; index < count; index += 1) {
    for (let partition = 0; partition < partitions; partition += 1) {
      sender.send({ topic, partition, value: `${partition}: ${index}`, timestamp: firstTimestamp + index })
    }
  }
  await sender.flush()
  return topic
}

async function take(reader: AsyncIterable<ConsumerRecord>, count: number): Promise<ConsumerRecord[]> {
  const taken: ConsumerRecord[] = []
  for await (const record of reader) {
    taken.push(record)
    if (taken.length === count) break
  }
  return taken
}
