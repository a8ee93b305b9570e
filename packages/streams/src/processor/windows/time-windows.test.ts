import test from 'ava'
import fc from 'fast-check'
import {
  type EmitStrategy,
  hopping,
  StreamsBuilder,
  showWindowed,
  type TimeWindows,
  type Topology,
  topic,
  tumbling,
  type UnlimitedWindows,
  unlimited,
} from '../../index.ts'
import { string, timeWindowed } from '../../serde.ts'
import { TestDriver } from '../../testing.ts'

const words = topic('words', { key: string, value: string })
const noCache = { config: { cacheMaxBytes: 0 } }

function concatenating(windows: TimeWindows | UnlimitedWindows, strategy: EmitStrategy = 'on-window-update'): Topology {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .groupByKey()
    .windowedBy(windows)
    .emitStrategy(strategy)
    .aggregate(
      () => '',
      (all, word) => `${all}${word ?? '-'}`,
      { value: string, store: 'all' },
    )
    .toStream()
    .to(targetOf(windows))
  return builder.build()
}

function targetOf(windows: TimeWindows | UnlimitedWindows) {
  const sizeMs = windows.kind === 'time' ? windows.sizeMs : Number.POSITIVE_INFINITY
  return topic('windows', { key: timeWindowed(string, sizeMs), value: string })
}

function read(driver: TestDriver, windows: TimeWindows | UnlimitedWindows): string[] {
  const records = driver.output(targetOf(windows)).readAll()
  return records.map(({ key, value, timestamp }) => `${key === null ? '' : showWindowed(key)}=${value} @${timestamp}`)
}

test('a record counts for each window that it falls into, the oldest first', (t) => {
  const windows = hopping(10, { advance: 4 })
  using driver = new TestDriver(concatenating(windows))
  driver.input(words).send('a', 'x', { timestamp: 9 })
  driver.input(words).send('a', 'y', { timestamp: 10 })
  t.deepEqual(read(driver, windows), ['a@0/10=x @9', 'a@4/14=x @9', 'a@8/18=x @9', 'a@4/14=xy @10', 'a@8/18=xy @10'])
})

test('a record that is too late for its window is counted, not aggregated, and each window is judged by itself', (t) => {
  const windows = hopping(10, { advance: 5, grace: 2 })
  using driver = new TestDriver(concatenating(windows))
  driver.input(words).send('a', 'x', { timestamp: 11 })
  driver.input(words).send('a', 'y', { timestamp: 9 })
  driver.input(words).send('a', 'z', { timestamp: 12 })
  driver.input(words).send('a', 'late', { timestamp: 9 })
  t.is(driver.dropped.get('late'), 1)
  t.deepEqual(read(driver, windows).slice(2), [
    'a@0/10=y @9',
    'a@5/15=xy @11',
    'a@5/15=xyz @12',
    'a@10/20=xz @12',
    'a@5/15=xyzlate @12',
  ])
})

test('records without a key are dropped; those without a value are shown to the aggregator', (t) => {
  const windows = tumbling(10)
  using driver = new TestDriver(concatenating(windows))
  driver.pipe({ topic: 'words', key: null, value: Buffer.from('x'), timestamp: 1, headers: [] })
  driver.pipe({ topic: 'words', key: Buffer.from('a'), value: null, timestamp: 1, headers: [] })
  t.is(driver.dropped.get('null-key'), 1)
  t.deepEqual(read(driver, windows), ['a@0/10=- @1'])
})

test('an unlimited window takes all records from its start on, and never ends', (t) => {
  const windows = unlimited({ startMs: 5 })
  using driver = new TestDriver(concatenating(windows))
  for (const [word, timestamp] of [
    ['x', 4],
    ['y', 5],
    ['z', 1e12],
  ] as const) {
    driver.input(words).send('a', word, { timestamp })
  }
  const end = '9223372036854775807'
  t.deepEqual(read(driver, windows), [`a@5/${end}=y @5`, `a@5/${end}=yz @1000000000000`])
})

test('windows that are emitted on close come once, when time has passed them and their grace', (t) => {
  const windows = tumbling(10, { grace: 5 })
  using driver = new TestDriver(concatenating(windows, 'on-window-close'))
  driver.input(words).send('b', 'x', { timestamp: 1 })
  driver.input(words).send('a', 'y', { timestamp: 2 })
  driver.input(words).send('b', 'z', { timestamp: 14 })
  t.deepEqual(read(driver, windows), [])
  driver.input(words).send('c', 'w', { timestamp: 15, headers: [{ key: 'h', value: Buffer.from('1') }] })
  const closed = driver.produced('windows').map(({ headers }) => headers.map(({ key }) => key).join())
  t.deepEqual(closed, ['h', 'h'])
  t.deepEqual(read(driver, windows), ['a@0/10=y @2', 'b@0/10=x @1'])
  driver.input(words).send('a', 'late', { timestamp: 3 })
  t.deepEqual(read(driver, windows), [])
})

test('how often is looked for closed windows is limited by the wall clock', (t) => {
  const windows = tumbling(10)
  using driver = new TestDriver(concatenating(windows, 'on-window-close'), { config: { emitIntervalMs: 1_000 } })
  for (const timestamp of [0, 10, 20]) driver.input(words).send('a', 'x', { timestamp })
  t.deepEqual(read(driver, windows), [])
  driver.advanceWallClock('1s')
  driver.input(words).send('a', 'x', { timestamp: 21 })
  t.deepEqual(read(driver, windows), ['a@0/10=x @0', 'a@10/20=x @10'])
})

test('unlimited windows cannot be emitted on close', (t) => {
  t.throws(() => concatenating(unlimited(), 'on-window-close'), { code: 'NOT_SUPPORTED', message: /never close/ })
})

test('windows are not to be forgotten while they can change', (t) => {
  const windowed = new StreamsBuilder()
    .stream(words)
    .groupByKey()
    .windowedBy(tumbling(10, { grace: 5 }))
  t.throws(() => windowed.count({ store: 'c', retention: 14 }), {
    code: 'RETENTION_TOO_SHORT',
    message: 'store c has to keep windows for 15 ms, as long as they can change, found 14 ms',
  })
  t.notThrows(() => windowed.count({ store: 'c', retention: 15 }))
})

interface Case {
  readonly windows: TimeWindows
  readonly records: readonly { key: string; word: string; timestamp: number }[]
}

const cases = fc.record({
  windows: fc
    .record({ sizeMs: fc.integer({ min: 1, max: 30 }), part: fc.integer({ min: 1, max: 30 }), grace: fc.nat(40) })
    .map(({ sizeMs, part, grace }) => hopping(sizeMs, { advance: Math.min(sizeMs, part), grace })),
  records: fc.array(
    fc.record({ key: fc.constantFrom('a', 'b'), word: fc.constantFrom('x', 'y', 'z'), timestamp: fc.nat(150) }),
    { maxLength: 40 },
  ),
})

/** All windows, by going through all that there could be. */
function windowsByHand({ windows, records }: Case): { all: Map<string, string>; closed: Map<string, string> } {
  const { sizeMs, advanceMs, graceMs } = windows
  const all = new Map<string, string>()
  const closed = new Map<string, string>()
  let nowMs = -1
  for (const { key, word, timestamp } of records) {
    nowMs = Math.max(nowMs, timestamp)
    for (let startMs = 0; startMs <= 150; startMs += advanceMs) {
      const endMs = startMs + sizeMs
      const name = `${key}@${startMs}/${endMs}`
      if (timestamp >= startMs && timestamp < endMs && endMs > nowMs - graceMs)
        all.set(name, (all.get(name) ?? '') + word)
    }
  }
  for (const [name, value] of all)
    if (Number(name.slice(name.indexOf('/') + 1)) <= nowMs - graceMs) closed.set(name, value)
  return { all, closed }
}

function send(driver: TestDriver, { records }: Case): void {
  for (const { key, word, timestamp } of records) driver.input(words).send(key, word, { timestamp })
  driver.commit()
}

function readTable(driver: TestDriver, windows: TimeWindows): Map<string, string> {
  const values = driver.output(targetOf(windows)).readAll()
  return new Map(values.map(({ key, value }) => [key === null ? '' : showWindowed(key), value ?? '']))
}

const sorted = (table: Map<string, string>) => [...table].sort()

test('the windows of a table are those that a count by hand gives, with a cache and without', (t) => {
  fc.assert(
    fc.property(cases, (given) => {
      const { all } = windowsByHand(given)
      using plain = new TestDriver(concatenating(given.windows), noCache)
      using cached = new TestDriver(concatenating(given.windows), { commitInterval: '1h' })
      for (const driver of [plain, cached]) {
        send(driver, given)
        t.deepEqual(sorted(readTable(driver, given.windows)), sorted(all))
      }
    }),
    { numRuns: 60 },
  )
})

test('of windows that are emitted on close each comes once, with its last value', (t) => {
  fc.assert(
    fc.property(cases, (given) => {
      using driver = new TestDriver(concatenating(given.windows, 'on-window-close'))
      send(driver, given)
      const { closed } = windowsByHand(given)
      t.is(driver.produced('windows').length, closed.size)
      t.deepEqual(sorted(readTable(driver, given.windows)), sorted(closed))
    }),
    { numRuns: 60 },
  )
})
