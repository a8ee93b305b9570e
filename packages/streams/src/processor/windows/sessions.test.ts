import test from 'ava'
import fc from 'fast-check'
import {
  type EmitStrategy,
  type SessionWindows,
  StreamsBuilder,
  session,
  showWindowed,
  type Topology,
  topic,
} from '../../index.ts'
import { sessionWindowed, string } from '../../serde.ts'
import { TestDriver } from '../../testing.ts'

const words = topic('words', { key: string, value: string })
const sessions = topic('sessions', { key: sessionWindowed(string), value: string })
const noCache = { config: { cacheMaxBytes: 0 } }

/** Records in the order of their letters, so that it does not matter in which order they came. */
function collecting(windows: SessionWindows, strategy: EmitStrategy = 'on-window-update'): Topology {
  const builder = new StreamsBuilder()
  const together = (one: string, other: string | null) => [...one, ...(other ?? '-')].sort().join('')
  builder
    .stream(words)
    .groupByKey()
    .windowedBy(windows)
    .emitStrategy(strategy)
    .aggregate(() => '', { add: together, merge: together }, { value: string, store: 'all' })
    .toStream()
    .to(sessions)
  return builder.build()
}

function read(driver: TestDriver): string[] {
  const records = driver.output(sessions).readAll()
  return records.map(({ key, value, timestamp }) => `${key === null ? '' : showWindowed(key)}=${value} @${timestamp}`)
}

test('a record joins the sessions that are no further than the gap; those are deleted before the new one comes', (t) => {
  using driver = new TestDriver(collecting(session(10, { grace: 100 })), noCache)
  driver.input(words).send('a', 'x', { timestamp: 20 })
  driver.input(words).send('a', 'y', { timestamp: 40 })
  driver.input(words).send('a', 'z', { timestamp: 30 })
  t.deepEqual(read(driver), [
    'a@20/20=x @20',
    'a@40/40=y @40',
    'a@20/20=null @20',
    'a@40/40=null @40',
    'a@20/40=xyz @40',
  ])
})

test('a session of a single moment is written over by a record of that moment; a longer one is deleted first', (t) => {
  using driver = new TestDriver(collecting(session(10)), noCache)
  for (const [word, timestamp] of [
    ['x', 5],
    ['y', 5],
    ['z', 6],
    ['w', 6],
  ] as const) {
    driver.input(words).send('a', word, { timestamp })
  }
  t.deepEqual(read(driver), [
    'a@5/5=x @5',
    'a@5/5=xy @5',
    'a@5/5=null @5',
    'a@5/6=xyz @6',
    'a@5/6=null @6',
    'a@5/6=wxyz @6',
  ])
})

test('a cache hides that a session was deleted only to be written again', (t) => {
  using driver = new TestDriver(collecting(session(10)))
  for (const [word, timestamp] of [
    ['x', 5],
    ['y', 6],
    ['z', 6],
  ] as const) {
    driver.input(words).send('a', word, { timestamp })
  }
  t.deepEqual(read(driver), ['a@5/5=x @5', 'a@5/5=null @5', 'a@5/6=xy @6', 'a@5/6=xyz @6'])
})

test('a late record is dropped if its session is closed, and taken if it joins one that is open', (t) => {
  using driver = new TestDriver(collecting(session(10)))
  driver.input(words).send('a', 'x', { timestamp: 100 })
  driver.input(words).send('a', 'y', { timestamp: 89 })
  t.is(driver.dropped.get('late'), 1)
  driver.input(words).send('b', 'v', { timestamp: 90 })
  driver.input(words).send('a', 'z', { timestamp: 91 })
  driver.input(words).send('a', 'w', { timestamp: 85 })
  t.is(driver.dropped.get('late'), 1)
  t.deepEqual(read(driver).at(-1), 'a@85/100=wxz @100')
})

test('records without a key are dropped; those without a value are shown to the aggregator', (t) => {
  using driver = new TestDriver(collecting(session(10)))
  driver.pipe({ topic: 'words', key: null, value: Buffer.from('x'), timestamp: 1, headers: [] })
  driver.pipe({ topic: 'words', key: Buffer.from('a'), value: null, timestamp: 1, headers: [] })
  t.is(driver.dropped.get('null-key'), 1)
  t.deepEqual(read(driver), ['a@1/1=- @1'])
})

test('sessions that are emitted on close come once, when no record can join them any more', (t) => {
  using driver = new TestDriver(collecting(session(10), 'on-window-close'))
  driver.input(words).send('a', 'x', { timestamp: 5 })
  driver.input(words).send('a', 'y', { timestamp: 12 })
  driver.input(words).send('b', 'z', { timestamp: 22 })
  t.deepEqual(read(driver), [])
  driver.input(words).send('b', 'w', { timestamp: 23 })
  t.deepEqual(read(driver), ['a@5/12=xy @12'])
})

test('a reducer makes one of two sessions as well', (t) => {
  const builder = new StreamsBuilder()
  const grouped = builder
    .stream(words)
    .groupByKey()
    .windowedBy(session(10, { grace: 100 }))
  grouped
    .reduce((one, other) => `${one}+${other}`)
    .toStream()
    .to(sessions)
  using driver = new TestDriver(builder.build())
  driver.input(words).send('a', 'x', { timestamp: 20 })
  driver.input(words).send('a', 'y', { timestamp: 40 })
  driver.input(words).send('a', 'z', { timestamp: 30 })
  t.is(read(driver).at(-1), 'a@20/40=x+y+z @40')
})

const letters = 'abcdefghijklmnopqrstuvwxyz'

/** Sorted times, cut where a gap is too long. */
function sessionsByHand(gapMs: number, times: readonly number[]): string[] {
  const records = times.map((time, index) => ({ time, letter: letters.charAt(index) })).sort((a, b) => a.time - b.time)
  const found: { startMs: number; endMs: number; inside: string[] }[] = []
  for (const { time, letter } of records) {
    const last = found.at(-1)
    if (last === undefined || time - last.endMs > gapMs) {
      found.push({ startMs: time, endMs: time, inside: [letter] })
    } else {
      last.endMs = time
      last.inside.push(letter)
    }
  }
  return found.map(({ startMs, endMs, inside }) => `a@${startMs}/${endMs}=${inside.sort().join('')}`).sort()
}

test('in whatever order records come, sessions end as a count by hand gives them, with a cache and without', (t) => {
  const times = fc.array(fc.nat(200), { maxLength: 26 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), times, fc.boolean(), (gapMs, given, isCached) => {
      const windows = session(gapMs, { grace: 1_000 })
      using driver = new TestDriver(collecting(windows), isCached ? { commitInterval: '1h' } : noCache)
      given.forEach((timestamp, index) => void driver.input(words).send('a', letters.charAt(index), { timestamp }))
      driver.commit()
      const table = new Map(
        driver
          .output(sessions)
          .readAll()
          .map(({ key, value }) => [key === null ? '' : showWindowed(key), value]),
      )
      const found = [...table].filter(([, value]) => value !== null).map(([key, value]) => `${key}=${value}`)
      t.deepEqual(found.sort(), sessionsByHand(gapMs, given))
    }),
    { numRuns: 150 },
  )
})
