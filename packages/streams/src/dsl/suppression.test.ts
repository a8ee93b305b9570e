/** Suppressed tables: what is told of them, when, and which tables cannot be suppressed. */
import test from 'ava'
import fc from 'fast-check'
import {
  hopping,
  type KTable,
  StreamsBuilder,
  session,
  topic,
  tumbling,
  untilTimeLimit,
  untilWindowCloses,
  type Windowed,
} from '../index.ts'
import { long, string, timeWindowed } from '../serde.ts'
import { TestDriver } from '../testing.ts'

const words = topic('words', { key: string, value: string })
const changes = topic('changes', { key: string, value: string })
const counts = topic('counts', { key: timeWindowed(string, 10), value: long })

interface Sent {
  readonly key: string
  readonly value: string | null
  readonly timestamp: number
}

/** What comes out of the table of `words` with something done to it. */
function changesOf(records: readonly Sent[], of: (table: KTable<string, string>) => KTable<string, string>): string[] {
  const builder = new StreamsBuilder()
  of(builder.table(words)).toStream().to(changes)
  using driver = new TestDriver(builder.build(), { config: { cacheMaxBytes: 0 } })
  for (const { key, value, timestamp } of records) driver.input(words).send(key, value, { timestamp })
  return driver
    .output(changes)
    .readAll()
    .map(({ key, value, timestamp }) => `${key}=${value}@${timestamp}`)
}

const record = (key: string, value: string | null, timestamp: number): Sent => ({ key, value, timestamp })

test('until the limit has passed a change waits, and then only the last of its key is told, with its own time', (t) => {
  const records = [
    record('a', '1', 0),
    record('a', '2', 5),
    record('b', '1', 9),
    record('c', '1', 10),
    record('c', null, 30),
  ]
  t.deepEqual(
    changesOf(records, (table) => table.suppress(untilTimeLimit(10))),
    ['a=2@5', 'b=1@9', 'c=null@30'],
  )
})

test('a buffer that is full tells what has waited longest, if it may', (t) => {
  const records = [record('a', '1', 5), record('a', '2', 6), record('b', '1', 3), record('c', '1', 7)]
  const bounds = { maxRecords: 1, whenFull: 'emit-early' } as const
  t.deepEqual(
    changesOf(records, (table) => table.suppress(untilTimeLimit('1s', bounds))),
    ['b=1@3', 'a=2@6'],
  )
  // 69 bytes: two rows of 8 bytes of time, 1 of the key, 25 of the record and 1 of the value are one byte too many.
  t.deepEqual(
    changesOf(records, (table) => table.suppress(untilTimeLimit('1s', { maxBytes: 69 }))),
    ['b=1@3', 'a=2@6'],
  )
})

test('a buffer that is full stops the program, if it may not tell anything early', (t) => {
  const bounds = { maxRecords: 1, whenFull: 'shut-down' } as const
  const error = t.throws(() =>
    changesOf([record('a', '1', 5), record('b', '1', 6)], (table) => table.suppress(untilTimeLimit('1s', bounds))),
  )
  t.regex(error.message, /KTABLE-SUPPRESS-0000000003.* may hold 1 records and Infinity bytes, and has 2 records/)
})

test('who looks into a suppressed table sees what has been told of it', (t) => {
  const records = [
    record('a', '1', 0),
    record('b', '0', 20),
    record('a', '2', 30),
    record('a', '3', 31),
    record('c', '0', 50),
  ]
  const joined = changesOf(records, (table) => {
    const suppressed = table.suppress(untilTimeLimit(10))
    return table.leftJoin(suppressed, (now, told) => `${now}/${told}`)
  })
  t.deepEqual(
    joined.filter((line) => line.startsWith('a')),
    ['a=1/null@0', 'a=1/1@0', 'a=2/1@30', 'a=3/1@31', 'a=3/3@31'],
  )
})

/** Counts in windows of ten milliseconds and what is told of them. */
function finalCounts(timestamps: readonly number[], { graceMs = 0, cacheMaxBytes = 0 } = {}) {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .groupByKey()
    .windowedBy(tumbling(10, { grace: graceMs }))
    .count()
    .suppress(untilWindowCloses())
    .toStream()
    .to(counts)
  using driver = new TestDriver(builder.build(), { config: { cacheMaxBytes } })
  for (const timestamp of timestamps) driver.input(words).send('a', 'x', { timestamp })
  return driver
    .output(counts)
    .readAll()
    .map(({ key, value }) => `${key?.window.startMs}: ${value}`)
}

test('of a window its last result is told when it is closed, after its grace', (t) => {
  t.deepEqual(finalCounts([1, 5, 10, 9, 25, 31]), ['0: 2', '10: 1', '20: 1'])
  t.deepEqual(finalCounts([1, 5, 10, 9, 25, 31], { graceMs: 5 }), ['0: 3', '10: 1'])
})

test('each window that has closed is told once, in the order of the windows, whatever the order of the records', (t) => {
  const times = fc.array(fc.nat(60), { maxLength: 30 })
  fc.assert(
    fc.property(times, fc.nat(15), fc.constantFrom(0, 1_000_000), (timestamps, graceMs, cacheMaxBytes) => {
      t.deepEqual(finalCounts(timestamps, { graceMs, cacheMaxBytes }), expectedCounts(timestamps, graceMs))
    }),
    { numRuns: 100 },
  )
})

/** Each record counts in its window unless that has closed before. */
function expectedCounts(timestamps: readonly number[], graceMs: number): string[] {
  const windows = new Map<number, number>()
  let streamTimeMs = -1
  for (const timestamp of timestamps) {
    streamTimeMs = Math.max(streamTimeMs, timestamp)
    const startMs = Math.floor(timestamp / 10) * 10
    if (startMs + 10 + graceMs > streamTimeMs) windows.set(startMs, (windows.get(startMs) ?? 0) + 1)
  }
  return [...windows]
    .filter(([startMs]) => startMs + 10 + graceMs <= streamTimeMs)
    .sort(([a], [b]) => a - b)
    .map(([startMs, count]) => `${startMs}: ${count}`)
}

test('a result that is deleted before its window closes is not told at all', (t) => {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .groupByKey()
    .windowedBy(tumbling(10))
    .aggregate(
      () => 'x',
      (_aggregate, value) => (value === 'gone' ? (null as unknown as string) : value),
      { value: string },
    )
    .suppress(untilWindowCloses())
    .toStream()
    .to(topic('last', { key: timeWindowed(string, 10), value: string }))
  using driver = new TestDriver(builder.build())
  driver.input(words).send('a', '1', { timestamp: 1 })
  driver.input(words).send('a', 'gone', { timestamp: 2 })
  driver.input(words).send('b', '1', { timestamp: 3 })
  driver.input(words).send('b', '1', { timestamp: 20 })
  t.deepEqual(
    driver.produced('last').map(({ value }) => String(value)),
    ['1'],
  )
})

test('the grace of sessions is counted from the gap after them, and is found above filters', (t) => {
  const builder = new StreamsBuilder()
  const told: string[] = []
  builder
    .stream(words)
    .groupByKey()
    .windowedBy(session(5, { grace: 3 }))
    .count()
    .filter(() => true)
    .suppress(untilWindowCloses())
    .toStream()
    .forEach(
      (count, { key, window }: Windowed<string>) =>
        void told.push(`${key}@${window.startMs}-${window.endMs}: ${count}`),
    )
  using driver = new TestDriver(builder.build())
  for (const timestamp of [0, 4, 11, 12]) driver.input(words).send('a', 'x', { timestamp })
  t.deepEqual(told, ['a@0-4: 2'])
})

test('only windowed tables can be suppressed until windows close', (t) => {
  const plain = new StreamsBuilder().stream(words).groupByKey().count() as unknown as KTable<Windowed<string>, number>
  const error = t.throws(() => plain.suppress(untilWindowCloses()), { code: 'NOT_SUPPRESSIBLE' })
  t.regex(error.message, /on the way KSTREAM-SOURCE-0000000000 -> KSTREAM-AGGREGATE-/)
})

test('tables that keep history cannot be suppressed, nor what inherits it', (t) => {
  const builder = new StreamsBuilder()
  builder
    .table(words, { store: 'history', versioned: { historyRetention: '1m' } })
    .mapValues((value) => value)
    .suppress(untilTimeLimit('1s'))
    .toStream()
    .to(words)
  t.throws(() => builder.build(), { code: 'NOT_SUPPRESSIBLE' })
})

test('a name is that of the processor and, with -store behind it, that of the buffer', (t) => {
  const builder = new StreamsBuilder()
  builder
    .table(words)
    .suppress(untilTimeLimit('1s', { logging: false }), { name: 'hold' })
    .toStream()
    .to(changes)
  const topology = builder.build()
  t.like(topology.stores.get('hold-store'), { kind: 'suppression', logging: false })
  t.true(String(topology.describe()).includes('Processor: hold (stores: [hold-store])'))
})

test('windows that overlap close one after the other', (t) => {
  const builder = new StreamsBuilder()
  const told: number[] = []
  builder
    .stream(words)
    .groupByKey()
    .windowedBy(hopping(10, { advance: 5 }))
    .count()
    .suppress(untilWindowCloses())
    .toStream()
    .forEach((_count, { window }) => void told.push(window.startMs))
  using driver = new TestDriver(builder.build())
  for (const timestamp of [7, 12, 40]) driver.input(words).send('a', 'x', { timestamp })
  t.deepEqual(told, [0, 5, 10])
})
