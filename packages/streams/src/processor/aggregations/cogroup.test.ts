import test from 'ava'
import { StreamsBuilder, session, showWindowed, topic, tumbling } from '../../index.ts'
import { string, timeWindowed } from '../../serde.ts'
import { TestDriver } from '../../testing.ts'

const clicks = topic('clicks', { key: string, value: string })
const orders = topic('orders', { key: string, value: string })
const texts = topic('texts', { key: string, value: string })
const windowedTexts = topic('windowed', { key: timeWindowed(string, '10ms'), value: string })

function cogrouped(builder: StreamsBuilder) {
  const grouped = builder.stream(clicks).groupByKey()
  return grouped
    .cogroup((all: string, click) => `${all}c${click}`)
    .cogroup(builder.stream(orders).groupByKey(), (all, order) => `${all}o${order}`)
}

test('records of all streams make one row of a key, each stream by a function of its own', (t) => {
  const builder = new StreamsBuilder()
  cogrouped(builder)
    .aggregate(() => '', { value: string, store: 'all' })
    .toStream()
    .to(texts)
  using driver = new TestDriver(builder.build())
  driver.input(clicks).send('a', '1', { timestamp: 1 })
  driver.input(orders).send('a', '2', { timestamp: 2 })
  driver.input(clicks).send('a', '3', { timestamp: 3 })
  t.deepEqual(driver.output(texts).readValues(), ['c1', 'c1o2', 'c1o2c3'])
})

test('the streams have an aggregation each, one store, and one node where their changes flow together', (t) => {
  const builder = new StreamsBuilder()
  cogrouped(builder).aggregate(() => '', { value: string, store: 'all', name: 'joint' })
  const nodes = [...builder.build().nodes.keys()].filter((name) => name.startsWith('joint'))
  t.deepEqual(nodes, ['joint-cogroup-agg-0', 'joint-cogroup-agg-1', 'joint-cogroup-merge'])
})

test('records of all streams come into the same windows and sessions', (t) => {
  const builder = new StreamsBuilder()
  const both = cogrouped(builder)
  both
    .windowedBy(tumbling(10))
    .aggregate(() => '', { value: string, key: string })
    .toStream()
    .to(windowedTexts)
  both
    .windowedBy(session(10))
    .aggregate(
      () => '',
      (one, other) => one + other,
      { value: string, key: string },
    )
    .toStream()
    .selectKey((_value, key) => showWindowed(key))
    .to(texts)
  using driver = new TestDriver(builder.build())
  driver.input(clicks).send('a', '1', { timestamp: 8 })
  driver.input(orders).send('a', '2', { timestamp: 9 })
  driver.input(orders).send('a', '3', { timestamp: 12 })
  const windows = driver.output(windowedTexts).readAll()
  t.deepEqual(
    windows.map(({ key, value }) => `${key === null ? '' : showWindowed(key)}=${value}`),
    ['a@0/10=c1', 'a@0/10=c1o2', 'a@10/20=o3'],
  )
  t.deepEqual([...driver.output(texts).readTable()].at(-1), ['a@8/12', 'c1o2o3'])
})

test('a stream that is there already keeps its place and has another function, and the cogroup before stays as it is', (t) => {
  const builder = new StreamsBuilder()
  const grouped = builder.stream(clicks).groupByKey()
  const first = grouped.cogroup((all: string, click) => `${all}${click}`)
  first.cogroup(grouped, (all, click) => `${all}!${click}`)
  first
    .aggregate(() => '', { value: string })
    .toStream()
    .to(texts)
  using driver = new TestDriver(builder.build())
  driver.input(clicks).send('a', '1', { timestamp: 1 })
  t.deepEqual(driver.output(texts).readValues(), ['1'])
})
