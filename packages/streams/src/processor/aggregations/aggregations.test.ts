import test from 'ava'
import { StreamsBuilder, type Topology, topic } from '../../index.ts'
import { long, string } from '../../serde.ts'
import { TestDriver } from '../../testing.ts'

const words = topic('words', { key: string, value: string })
const counts = topic('counts', { key: string, value: long })
const texts = topic('texts', { key: string, value: string })
const noCache = { cacheMaxBytes: 0 }

function outputOf(driver: TestDriver, of: typeof counts | typeof texts): string[] {
  return driver
    .output<string, unknown>(of as never)
    .readAll()
    .map(({ key, value, timestamp }) => `${key}=${value}@${timestamp}`)
}

function counting(): Topology {
  const builder = new StreamsBuilder()
  builder.stream(words).groupByKey().count({ store: 'counted' }).toStream().to(counts)
  return builder.build()
}

test('each record of a key is counted, and told with the latest time that the key has had', (t) => {
  using driver = new TestDriver(counting())
  driver.input(words).send('a', 'x', { timestamp: 5 })
  driver.input(words).send('a', 'y', { timestamp: 3 })
  driver.input(words).send('b', 'z', { timestamp: 9 })
  t.deepEqual(outputOf(driver, counts), ['a=1@5', 'a=2@5', 'b=1@9'])
})

test('a record without a key or a value is counted as dropped, not aggregated', (t) => {
  using driver = new TestDriver(counting())
  driver.pipe({ topic: 'words', key: null, value: Buffer.from('x'), timestamp: 1, headers: [] })
  driver.pipe({ topic: 'words', key: Buffer.from('a'), value: null, timestamp: 1, headers: [] })
  t.deepEqual(outputOf(driver, counts), [])
  t.is(driver.dropped.get('null-key-or-value'), 2)
})

test('the first value of a key stands for itself, and from then on the reducer decides', (t) => {
  const builder = new StreamsBuilder()
  const longest = (best: string, word: string) => (word.length > best.length ? word : best)
  builder.stream(words).groupByKey().reduce(longest).toStream().to(texts)
  using driver = new TestDriver(builder.build())
  for (const word of ['one', 'to', 'three']) driver.input(words).send('a', word, { timestamp: 1 })
  t.deepEqual(outputOf(driver, texts), ['a=one@1', 'a=one@1', 'a=three@1'])
})

test('where a function answers null the row is deleted, and begins anew with the next record, its time too', (t) => {
  const builder = new StreamsBuilder()
  const add = (all: string, word: string) => (word === 'stop' ? null : all + word)
  builder
    .stream(words)
    .groupByKey()
    .aggregate(() => '>', add, { value: string, store: 'all' })
    .toStream()
    .to(texts)
  using driver = new TestDriver(builder.build())
  driver.input(words).send('a', 'x', { timestamp: 9 })
  driver.input(words).send('a', 'stop', { timestamp: 10 })
  driver.input(words).send('a', 'y', { timestamp: 2 })
  t.deepEqual(outputOf(driver, texts), ['a=>x@9', 'a=null@10', 'a=>y@2'])
})

test('records whose key has changed go through a topic that is called after the store', (t) => {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .groupBy((word) => word, { key: string })
    .count({ store: 'counted' })
    .toStream()
    .to(counts)
  using driver = new TestDriver(builder.build())
  driver.input(words).send('a', 'x', { timestamp: 1 })
  driver.input(words).send('b', 'x', { timestamp: 1 })
  t.deepEqual(outputOf(driver, counts), ['x=1@1', 'x=2@1'])
  t.true(driver.producedTopics.includes('test-counted-repartition'))
})

test('a topic that has a name is shared by all aggregations of the grouped stream', (t) => {
  const builder = new StreamsBuilder()
  const grouped = builder.stream(words).groupBy((word) => word, { key: string, name: 'by-word' })
  grouped.count().toStream().to(counts)
  grouped
    .reduce((_old, word) => word)
    .toStream()
    .to(texts)
  const topology = builder.build()
  t.deepEqual([...topology.repartitionTopics.keys()], ['by-word-repartition'])
  using driver = new TestDriver(topology)
  driver.input(words).send('a', 'x', { timestamp: 1 })
  t.deepEqual([outputOf(driver, counts), outputOf(driver, texts)], [['x=1@1'], ['x=x@1']])
})

test('a cache tells only the last of several changes, and the table is the same', (t) => {
  using cached = new TestDriver(counting(), { commitInterval: '30s' })
  using plain = new TestDriver(counting(), { config: noCache })
  for (const driver of [cached, plain]) {
    for (const key of ['a', 'b', 'a']) driver.input(words).send(key, 'x', { timestamp: 1 })
    driver.commit()
  }
  t.deepEqual(outputOf(cached, counts), ['b=1@1', 'a=2@1'])
  t.deepEqual(outputOf(plain, counts), ['a=1@1', 'b=1@1', 'a=2@1'])
})

test('an aggregation without a serde for its values is refused when the topology is built', (t) => {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .groupByKey()
    .aggregate(
      () => 0,
      (sum, word) => sum + word.length,
      { store: 'sums' },
    )
  t.throws(() => builder.build(), { code: 'MISSING_SERDE', message: /store sums has no value serde/ })
})

test('the first old value that an aggregation tells is what a key starts with, as in Java: a table behind it may subtract it', (t) => {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .groupByKey()
    .aggregate(
      () => 'start',
      (_old, word) => word,
      { value: string },
    )
    .groupBy((value) => ['all', value], { key: string, value: string })
    .aggregate(
      () => '',
      { add: (all, value) => `${all}+${value}`, subtract: (all, value) => `${all}-${value}` },
      { value: string },
    )
    .toStream()
    .to(texts)
  using driver = new TestDriver(builder.build(), { config: noCache })
  driver.input(words).send('a', 'x', { timestamp: 1 })
  driver.input(words).send('b', 'y', { timestamp: 2 })
  t.deepEqual(outputOf(driver, texts), ['all=+x@1', 'all=+x-start+y@2'])
})
