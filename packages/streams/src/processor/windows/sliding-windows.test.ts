import test from 'ava'
import fc from 'fast-check'
import {
  type EmitStrategy,
  type SlidingWindows,
  StreamsBuilder,
  showWindowed,
  sliding,
  type Topology,
  topic,
} from '../../index.ts'
import { string, timeWindowed } from '../../serde.ts'
import { TestDriver } from '../../testing.ts'

const words = topic('words', { key: string, value: string })

/** Records in the order of their letters, so that it does not matter in which order they came. */
function collecting(windows: SlidingWindows, strategy: EmitStrategy = 'on-window-update'): Topology {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .groupByKey()
    .windowedBy(windows)
    .emitStrategy(strategy)
    .aggregate(
      () => '',
      (all, word) => [...all, word].sort().join(''),
      { value: string, store: 'all' },
    )
    .toStream()
    .to(targetOf(windows))
  return builder.build()
}

function targetOf({ differenceMs }: SlidingWindows) {
  return topic('windows', { key: timeWindowed(string, differenceMs), value: string })
}

function read(driver: TestDriver, windows: SlidingWindows): string[] {
  const records = driver.output(targetOf(windows)).readAll()
  return records.map(({ key, value, timestamp }) => `${key === null ? '' : showWindowed(key)}=${value} @${timestamp}`)
}

test('a record changes the youngest windows first, then makes the right window of the one before, and its left one', (t) => {
  const windows = sliding(10, { grace: 100 })
  using driver = new TestDriver(collecting(windows))
  driver.input(words).send('a', 'x', { timestamp: 20 })
  driver.input(words).send('a', 'y', { timestamp: 25 })
  driver.input(words).send('a', 'z', { timestamp: 22 })
  t.deepEqual(read(driver, windows), [
    'a@10/20=x @20',
    'a@21/31=y @25',
    'a@15/25=xy @25',
    'a@21/31=yz @25',
    'a@15/25=xyz @25',
    'a@12/22=xz @22',
    'a@23/33=y @25',
  ])
})

test('records of the first difference since 1970 share their left window', (t) => {
  const windows = sliding(10, { grace: 100 })
  using driver = new TestDriver(collecting(windows))
  driver.input(words).send('a', 'x', { timestamp: 3 })
  driver.input(words).send('a', 'y', { timestamp: 5 })
  t.deepEqual(read(driver, windows), ['a@0/10=x @3', 'a@4/14=y @5', 'a@0/10=xy @5'])
})

test('records without a key or a value are dropped, and those that come when their windows are closed', (t) => {
  const windows = sliding(10)
  using driver = new TestDriver(collecting(windows))
  driver.pipe({ topic: 'words', key: null, value: Buffer.from('x'), timestamp: 1, headers: [] })
  driver.pipe({ topic: 'words', key: Buffer.from('a'), value: null, timestamp: 1, headers: [] })
  driver.input(words).send('a', 'x', { timestamp: 50 })
  driver.input(words).send('a', 'y', { timestamp: 39 })
  t.is(driver.dropped.get('null-key-or-value'), 2)
  t.is(driver.dropped.get('late'), 1)
  t.deepEqual(read(driver, windows), ['a@40/50=x @50'])
})

test('windows that are emitted on close come when time has passed their end, which belongs to them', (t) => {
  const windows = sliding(10)
  using driver = new TestDriver(collecting(windows, 'on-window-close'))
  driver.input(words).send('a', 'x', { timestamp: 20 })
  driver.input(words).send('b', 'y', { timestamp: 20 })
  t.deepEqual(read(driver, windows), [])
  driver.input(words).send('c', 'z', { timestamp: 21 })
  t.deepEqual(read(driver, windows), ['a@10/20=x @20', 'b@10/20=y @20'])
})

interface Case {
  readonly differenceMs: number
  readonly times: readonly number[]
}

const letters = 'abcdefghijklmnopqrstuvwxyz'
const cases = fc.record({
  differenceMs: fc.integer({ min: 1, max: 40 }),
  times: fc.array(fc.nat(120), { maxLength: 26 }),
})

/** For each record the window that ends with it, and the one that begins just after it if anything is in it. */
function windowsByHand({ differenceMs, times }: Case): string[] {
  const starts = new Set(times.flatMap((time) => [Math.max(0, time - differenceMs), time + 1]))
  const windows = [...starts].map((startMs) => {
    const endMs = startMs + differenceMs
    const inside = times.flatMap((time, index) => (time >= startMs && time <= endMs ? [letters.charAt(index)] : []))
    return { name: `a@${startMs}/${endMs}`, inside: inside.join('') }
  })
  return windows
    .filter(({ inside }) => inside !== '')
    .map(({ name, inside }) => `${name}=${inside}`)
    .sort()
}

test('in whatever order records come, there is a window for each set of records, as a count by hand gives them', (t) => {
  fc.assert(
    fc.property(cases, fc.boolean(), (given, isCached) => {
      const windows = sliding(given.differenceMs, { grace: 1_000 })
      const options = isCached ? { commitInterval: '1h' as const } : { config: { cacheMaxBytes: 0 } }
      using driver = new TestDriver(collecting(windows), options)
      given.times.forEach(
        (timestamp, index) => void driver.input(words).send('a', letters.charAt(index), { timestamp }),
      )
      driver.commit()
      const table = new Map(
        driver
          .output(targetOf(windows))
          .readAll()
          .map(({ key, value }) => [key === null ? '' : showWindowed(key), value]),
      )
      t.deepEqual([...table].map(([key, value]) => `${key}=${value}`).sort(), windowsByHand(given))
    }),
    { numRuns: 150 },
  )
})
