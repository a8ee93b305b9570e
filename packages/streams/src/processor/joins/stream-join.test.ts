/** Joins of two streams, through the test driver. */
import test from 'ava'
import {
  type JoinWindows,
  type KStream,
  type StreamJoined,
  StreamsBuilder,
  stores,
  type Topology,
  topic,
} from '../../index.ts'
import { string } from '../../serde.ts'
import { TestDriver, type TestDriverOptions } from '../../testing.ts'

const left = topic('left', { key: string, value: string })
const right = topic('right', { key: string, value: string })
const out = topic('out', { key: string, value: string })

type Kind = 'join' | 'leftJoin' | 'outerJoin'

function joining(kind: Kind, options: StreamJoined<string, string, string>): Topology {
  const builder = new StreamsBuilder()
  join(kind, { one: builder.stream(left), other: builder.stream(right), options }).to(out)
  return builder.build()
}

interface Sides {
  readonly one: KStream<string, string>
  readonly other: KStream<string, string>
  readonly options: StreamJoined<string, string, string>
}

function join(kind: Kind, { one, other, options }: Sides): KStream<string, string> {
  const pair = (a: string | null, b: string | null, key: string | null) => `${key}:${a}+${b}`
  if (kind === 'join') return one.join(other, pair, options)
  return kind === 'leftJoin' ? one.leftJoin(other, pair, options) : one.outerJoin(other, pair, options)
}

/** A driver, and short words for what a test does with it. */
function started(topology: Topology, options: TestDriverOptions = {}) {
  const driver = new TestDriver(topology, options)
  const send = (to: typeof left) => (key: string | null, value: string | null, timestamp: number) =>
    driver.input(to).send(key, value, { timestamp, headers: [{ key: 'from', value: Buffer.from(`${value}`) }] })
  const results = () =>
    driver
      .output(out)
      .readAll()
      .map(({ value, timestamp }) => `${value}@${timestamp}`)
  return { driver, left: send(left), right: send(right), results, [Symbol.dispose]: () => driver.close() }
}

function joined(kind: Kind, windows: JoinWindows, options: TestDriverOptions = {}) {
  return started(joining(kind, windows), options)
}

test('records find each other if their times are no further apart than the window, both ends included', (t) => {
  using run = joined('join', { within: 10, grace: 100 })
  run.left('a', 'l', 50)
  for (const timestamp of [39, 40, 50, 60, 61]) run.right('a', `r${timestamp}`, timestamp)
  run.right('b', 'other key', 50)
  t.deepEqual(run.results(), ['a:l+r40@50', 'a:l+r50@50', 'a:l+r60@60'])
})

test('what comes before and what comes after may be measured apart, and a window may lie wholly after a record', (t) => {
  using run = joined('join', { within: 0, before: -5, after: 20, grace: 100 })
  run.left('a', 'l', 50)
  for (const timestamp of [54, 55, 70, 71]) run.right('a', `r${timestamp}`, timestamp)
  run.left('a', 'late', 40)
  t.deepEqual(run.results(), ['a:l+r55@55', 'a:l+r70@70', 'a:late+r54@54', 'a:late+r55@55'])
})

test('a record finds several partners by their times, those of one time as they came', (t) => {
  using run = joined('join', { within: 10, grace: 100 })
  run.right('a', 'r3', 13)
  run.right('a', 'r1', 11)
  run.right('a', 'r2', 11)
  run.left('a', 'l', 12)
  t.deepEqual(run.results(), ['a:l+r1@12', 'a:l+r2@12', 'a:l+r3@13'])
})

test('a record without a key or a value has no part in an inner join, and is counted as dropped', (t) => {
  using run = joined('join', { within: 10 })
  run.left(null, 'l', 1)
  run.left('a', null, 2)
  run.right('a', 'r', 3)
  t.deepEqual(run.results(), [])
  t.deepEqual(
    [...run.driver.dropped],
    [
      ['null-key', 1],
      ['null-value', 1],
    ],
  )
})

test('in a left join a record that finds no partner has its result when its window and its grace are over', (t) => {
  using run = joined('leftJoin', { within: 10, grace: 5 })
  run.left('a', 'l', 50)
  run.right('a', 'too early', 20)
  run.right('b', 'brings time', 65)
  t.deepEqual(run.results(), [])
  run.right('b', 'brings more', 66)
  t.deepEqual(run.results(), ['a:l+null@50'])
})

test('such a result has the time of its record and the headers of the record that closed the window', (t) => {
  using run = joined('leftJoin', { within: 10 })
  run.left('a', 'l', 50)
  run.right('b', 'closer', 90)
  const [result] = run.driver.output(out).readAll()
  t.is(result?.timestamp, 50)
  t.is(String(result?.headers[0]?.value), 'closer')
})

test('in an outer join both sides have results without a partner, by time, the right side first', (t) => {
  using run = joined('outerJoin', { within: 10 })
  run.left('b', 'l', 50)
  run.right('c', 'r', 50)
  run.left('a', 'l', 50)
  run.right('a', 'first', 48)
  run.left('z', 'closer', 100)
  t.deepEqual(run.results(), ['a:l+first@50', 'c:null+r@50', 'b:l+null@50'])
})

test('a partner that comes in time leaves no result without a partner behind', (t) => {
  using run = joined('outerJoin', { within: 10, grace: 100 })
  run.left('a', 'l1', 50)
  run.left('a', 'l2', 50)
  run.right('z', 'time goes on', 150)
  run.right('a', 'late', 55)
  run.right('z', 'closer', 300)
  t.deepEqual(run.results(), ['a:l1+late@55', 'a:l2+late@55', 'z:null+time goes on@150'])
})

test('a record that comes when its window has ended has its result at once, and once more if a partner comes', (t) => {
  using run = joined('leftJoin', { within: 10, grace: 100 })
  run.right('z', 'now', 100)
  run.left('a', 'late', 50)
  t.deepEqual(run.results(), ['a:late+null@50'])
  run.right('a', 'later', 55)
  t.deepEqual(run.results(), ['a:late+later@55'])
})

test('a record without a key has its result at once where its side needs no partner', (t) => {
  using run = joined('leftJoin', { within: 10 })
  run.left(null, 'l', 1)
  run.right(null, 'r', 2)
  t.deepEqual(run.results(), ['null:l+null@1'])
  t.deepEqual([...run.driver.dropped], [['null-key', 1]])
  using outer = joined('outerJoin', { within: 10 })
  outer.right(null, 'r', 2)
  t.deepEqual(outer.results(), ['null:null+r@2'])
})

test('drivers of one topology do not share their time', (t) => {
  const topology = joining('leftJoin', { within: 10 })
  using one = started(topology)
  using other = started(topology)
  one.left('a', 'l', 1000)
  other.left('a', 'l', 50)
  t.deepEqual(other.results(), [])
})

test('those that wait are looked through once in an interval of the wall clock', (t) => {
  using run = joined('leftJoin', { within: 10 }, { config: { emitIntervalMs: 1000 }, startTime: 5000 })
  run.left('a', 'l', 10)
  run.left('b', 'l', 30)
  run.driver.advanceWallClock(999)
  run.left('c', 'l', 60)
  t.deepEqual(run.results(), [])
  run.driver.advanceWallClock(1)
  run.left('d', 'l', 70)
  t.deepEqual(run.results(), ['a:l+null@10', 'b:l+null@30'])
  run.left('e', 'l', 90)
  t.deepEqual(run.results(), [])
  run.driver.advanceWallClock('1s')
  run.left('f', 'l', 91)
  t.deepEqual(run.results(), ['c:l+null@60', 'd:l+null@70'])
})

test('stores are called after the join, or as they are told, and nodes are called after its name', (t) => {
  const topology = joining('outerJoin', { within: 10, name: 'pairs', store: 'kept' })
  t.deepEqual([...topology.stores.keys()].sort(), [
    'kept-outer-other-join-store',
    'kept-outer-shared-join-store',
    'kept-outer-this-join-store',
  ])
  t.true(['pairs-this-windowed', 'pairs-outer-this-join', 'pairs-merge'].every((name) => topology.nodes.has(name)))
  t.deepEqual([...joining('leftJoin', { within: 10 }).stores.keys()].sort(), [
    'KSTREAM-JOINTHIS-0000000004-store',
    'KSTREAM-OUTEROTHER-0000000005-store',
    'KSTREAM-OUTERSHARED-0000000004-store',
  ])
})

test('stores of the window are kept for as long as records can find each other, and their changelogs not compacted', (t) => {
  const topology = joining('join', { within: '10s', after: '1m', grace: '5s', store: 'kept', logging: { 'x.y': '1' } })
  const store = topology.stores.get('kept-this-join-store')
  t.like(store, { kind: 'window', windowSizeMs: 70_000, retentionMs: 75_000, retainDuplicates: true, caching: false })
  t.deepEqual(store?.topicConfig, { 'x.y': '1', 'cleanup.policy': 'delete' })
})

test('a join takes window stores of the program, if they fit', (t) => {
  const common = { key: string, value: string, retention: 25, windowSize: 20, retainDuplicates: true }
  const thisStore = stores.window('mine', { ...common, place: 'memory' })
  const otherStore = stores.window('theirs', common)
  const windows = { within: 10, grace: 5 }
  const topology = joining('leftJoin', { ...windows, thisStore, otherStore })
  t.deepEqual([...topology.stores.keys()].sort(), ['mine', 'mine-left-shared-join-store', 'theirs'])
  using run = started(topology)
  run.left('a', 'l', 1)
  run.right('a', 'r', 2)
  t.deepEqual(run.results(), ['a:l+r@2'])
  const refuse = (given: Partial<typeof common>, message: RegExp) => {
    const misfit = stores.window('mine', { ...common, ...given })
    t.throws(() => joining('join', { ...windows, thisStore: misfit }), { code: 'NOT_SUPPORTED', message })
  }
  refuse({ retainDuplicates: false }, /must retain duplicates/)
  refuse({ retention: 30 }, /windows of 20 ms kept for 25 ms, found 20 ms and 30 ms/)
  t.throws(() => joining('join', { ...windows, thisStore, otherStore: thisStore }), { code: 'STORE_TAKEN' })
})

test('windows that end before they begin are refused', (t) => {
  t.throws(() => joining('join', { within: 10, after: -20 }), { code: 'NOT_SUPPORTED' })
  t.throws(() => joining('join', { within: -1 }), { code: 'DURATION_OUT_OF_RANGE' })
})

test('streams that are joined must have topics with equally many partitions', (t) => {
  const builder = new StreamsBuilder()
  const one = builder.stream(left).repartition({ name: 'one', partitions: 3 })
  const other = builder.stream(right).repartition({ name: 'other', partitions: 4 })
  join('join', { one, other, options: { within: 10 } })
  t.throws(() => builder.build(), { code: 'NOT_COPARTITIONED' })
})

test('a stream whose keys have changed goes through one topic for all of its joins without names', (t) => {
  const builder = new StreamsBuilder()
  const one = builder.stream(left).selectKey((value) => value)
  const other = builder.stream(right)
  join('join', { one, other, options: { within: 10 } })
  join('join', { one, other, options: { within: 20 } })
  join('join', { one, other, options: { within: 30, name: 'named' } })
  t.deepEqual(
    [...builder.build().repartitionTopics.keys()],
    ['KSTREAM-KEY-SELECT-0000000001-repartition', 'named-left-repartition'],
  )
})

test('records without a key reach a left join through a repartition topic, and no inner one', (t) => {
  for (const [kind, expected] of [
    ['leftJoin', ['null:l+null@1']],
    ['join', []],
  ] as const) {
    const builder = new StreamsBuilder()
    const one = builder.stream(left).selectKey(() => null as unknown as string)
    join(kind, { one, other: builder.stream(right), options: { within: 10, name: 'j' } }).to(out)
    using run = started(builder.build())
    run.left('a', 'l', 1)
    t.deepEqual(run.results(), expected)
  }
})

test('a stream that is joined with itself meets each of its records from both sides', (t) => {
  for (const optimization of ['none', ['single.store.self.join']] as const) {
    const builder = new StreamsBuilder()
    const stream = builder.stream(left)
    join('join', { one: stream, other: stream, options: { within: 10, grace: 100 } }).to(out)
    const topology = builder.build({ optimization })
    t.is(topology.stores.size, optimization === 'none' ? 2 : 1)
    using run = started(topology)
    run.left('a', '1', 10)
    run.left('a', '2', 15)
    run.left('a', '3', 12)
    t.deepEqual(run.results(), [
      'a:1+1@10',
      'a:2+1@15',
      'a:1+2@15',
      'a:2+2@15',
      'a:3+1@12',
      'a:3+2@15',
      'a:1+3@12',
      'a:3+3@12',
      'a:2+3@15',
    ])
  }
})
