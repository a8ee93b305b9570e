/** Which partition a record goes to. That Java's producer agrees is held in `beside-java.ts`. */
import { partitionOfKey, roundRobin } from '@millrace/core'
import { Chapter } from '../chapter.ts'

export const partitioning = new Chapter('partitioning')

partitioning.fact('records of a key lie in its partition, in their order', async (t, stage) => {
  const topic = await stage.topic('keyed', { partitions: 5 })
  const sender = stage.producer()
  for (let index = 0; index < 200; index += 1) sender.send({ topic, key: `key ${index % 20}`, value: `${index}` })
  await sender.flush()
  const read = await stage.records(topic)
  const last = new Map<string, number>()
  for (const { key, value, partition } of read) {
    t.is(partition, partitionOfKey(key ?? '', 5))
    t.true(Number(value) > (last.get(String(key)) ?? -1))
    last.set(String(key), Number(value))
  }
  t.is(read.length, 200)
})

partitioning.fact('records without a key stay together while a batch of theirs is open', async (t, stage) => {
  const topic = await stage.topic('sticky', { partitions: 5 })
  const sender = stage.producer({ lingerMs: 100_000, batchBytes: 4_000 })
  await sender.partitionCount(topic)
  for (let index = 0; index < 20; index += 1) sender.send({ topic, value: `${index}` })
  await sender.flush()
  t.is(new Set((await stage.records(topic)).map(({ partition }) => partition)).size, 1)
  for (let index = 0; index < 2_000; index += 1) sender.send({ topic, value: `${index} ${'y'.repeat(50)}` })
  await sender.flush()
  t.true(new Set((await stage.records(topic)).map(({ partition }) => partition)).size > 1)
})

partitioning.fact('round robin gives each partition the same, whatever the keys', async (t, stage) => {
  const topic = await stage.topic('round', { partitions: 3 })
  const sender = stage.producer({ partitioner: roundRobin() })
  for (let index = 0; index < 30; index += 1) sender.send({ topic, key: 'the same', value: `${index}` })
  await sender.flush()
  const ends = await stage.admin.offsets.list(await stage.partitions(topic))
  t.deepEqual(
    Array.from(ends.values(), ({ offset }) => offset),
    [10, 10, 10],
  )
})

partitioning.fact(
  'a partitioner of the program decides, and a record that names its partition is not asked for',
  async (t, stage) => {
    const topic = await stage.topic('own', { partitions: 3 })
    const sender = stage.producer({ partitioner: ({ value }, count) => String(value).length % count })
    for (const value of ['', 'a', 'ab', 'abc']) sender.send({ topic, value })
    sender.send({ topic, value: 'abcd', partition: 2 })
    await sender.flush()
    const read = (await stage.records(topic)).map(({ partition, value }) => `${partition} ${value}`)
    t.deepEqual(read.sort(), ['0 ', '0 abc', '1 a', '2 ab', '2 abcd'])
  },
)
