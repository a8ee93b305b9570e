/** Joins of a stream with a table and with a global table, through the test driver. */
import test from 'ava'
import fc from 'fast-check'
import { type Joined, type Processor, StreamsBuilder, stores, topic } from '../../index.ts'
import type { ProcessorContext } from '../../processor/processor-context.ts'
import { string } from '../../serde.ts'
import type { KeyValueStore } from '../../store/contract/key-value-store.ts'
import { TestDriver } from '../../testing.ts'

const orders = topic('orders', { key: string, value: string })
const names = topic('names', { key: string, value: string })
const out = topic('out', { key: string, value: string })

const pair = (order: string, name: string | null, key: string | null) => `${key}:${order}+${name}`

interface JoinedTable extends Joined<string, string> {
  readonly isLeft?: boolean
  /** How long the table's history is; none if left out. */
  readonly historyMs?: number
}

function joiningTable({ isLeft = false, historyMs, ...options }: JoinedTable = {}) {
  const builder = new StreamsBuilder()
  const versioned = historyMs === undefined ? {} : { versioned: { historyRetention: historyMs }, store: 'history' }
  const table = builder.table(names, versioned)
  const stream = builder.stream(orders)
  const joined = isLeft ? stream.leftJoin(table, pair, options) : stream.join(table, pair, options)
  joined.to(out)
  return builder.build()
}

function resultsOf(driver: TestDriver): string[] {
  const results = driver.output(out).readAll()
  return results.map(({ value, timestamp }) => `${value}@${timestamp}`)
}

function sendAt(driver: TestDriver, to: typeof orders) {
  return (key: string | null, value: string | null, timestamp: number) => {
    const headers = [{ key: 'h', value: Buffer.from(`${value}`) }]
    driver.input(to).send(key, value, { timestamp, headers })
  }
}

test('a record meets the row that the table has when it comes, whatever their times; a change of the table meets nothing', (t) => {
  using driver = new TestDriver(joiningTable())
  const [order, name] = [sendAt(driver, orders), sendAt(driver, names)]
  order('a', 'too soon', 10)
  name('a', 'Ann', 100)
  order('a', 'o1', 20)
  name('a', null, 110)
  order('a', 'o2', 120)
  order(null, 'no key', 130)
  order('a', null, 140)
  t.deepEqual(resultsOf(driver), ['a:o1+Ann@20'])
  t.deepEqual(
    [...driver.dropped],
    [
      ['null-key', 1],
      ['null-value', 1],
    ],
  )
})

test('in a left join a record without a row has a result with null, a record without a key too', (t) => {
  using driver = new TestDriver(joiningTable({ isLeft: true }))
  const order = sendAt(driver, orders)
  order('a', 'o1', 10)
  order(null, 'o2', 20)
  order('a', null, 30)
  t.deepEqual(resultsOf(driver), ['a:o1+null@10', 'null:o2+null@20'])
})

test('a table that is computed from another one is looked up through it', (t) => {
  const builder = new StreamsBuilder()
  const loud = builder.table(names, { store: 'names' }).mapValues((name) => name.toUpperCase())
  builder.stream(orders).join(loud, pair).to(out)
  using driver = new TestDriver(builder.build())
  sendAt(driver, names)('a', 'Ann', 1)
  sendAt(driver, orders)('a', 'o', 2)
  t.deepEqual(resultsOf(driver), ['a:o+ANN@2'])
})

test('a stream whose keys have changed goes through a topic that is called after the join', (t) => {
  const builder = new StreamsBuilder()
  const byValue = builder.stream(orders).selectKey((value) => value)
  byValue.join(builder.table(names), pair, { name: 'by-value' }).to(out)
  const topology = builder.build()
  t.deepEqual([...topology.repartitionTopics.keys()], ['by-value-repartition'])
  using driver = new TestDriver(topology)
  sendAt(driver, names)('o', 'Otto', 1)
  sendAt(driver, orders)('a', 'o', 2)
  t.deepEqual(resultsOf(driver), ['o:o+Otto@2'])
})

test('where the table keeps history, a record meets the row that held at its time', (t) => {
  using driver = new TestDriver(joiningTable({ historyMs: 1000 }))
  const [order, name] = [sendAt(driver, orders), sendAt(driver, names)]
  name('a', 'Ann', 100)
  name('a', 'Anna', 200)
  order('a', 'o1', 150)
  order('a', 'o2', 50)
  order('a', 'o3', 250)
  t.deepEqual(resultsOf(driver), ['a:o1+Ann@150', 'a:o3+Anna@250'])
})

test('with a grace records wait for it, and then meet the row that held at their time, with the headers they had', (t) => {
  using driver = new TestDriver(joiningTable({ historyMs: 1000, grace: 10 }))
  const [order, name] = [sendAt(driver, orders), sendAt(driver, names)]
  order('a', 'o1', 105)
  name('a', 'late', 102)
  name('a', 'Ann', 107)
  order('b', 'time goes on', 114)
  t.deepEqual(resultsOf(driver), [])
  order('b', 'time goes further', 115)
  const [result, ...more] = driver.output(out).readAll()
  t.like(result, { value: 'a:o1+late', timestamp: 105 })
  t.is(String(result?.headers[0]?.value), 'o1')
  t.deepEqual(more, [])
})

test('a record that is later than the grace is joined at once', (t) => {
  using driver = new TestDriver(joiningTable({ historyMs: 1000, grace: 10, isLeft: true }))
  const order = sendAt(driver, orders)
  order('a', 'now', 100)
  order('a', 'late', 89)
  t.deepEqual(resultsOf(driver), ['a:late+null@89'])
})

test('only a table whose history reaches as far can be waited for', (t) => {
  t.throws(() => joiningTable({ grace: 10 }), { code: 'NOT_SUPPORTED', message: /only one that is versioned/ })
  t.throws(() => joiningTable({ grace: 10, historyMs: 9 }), { code: 'NOT_SUPPORTED', message: /it keeps 9 ms/ })
  t.notThrows(() => joiningTable({ grace: 10, historyMs: 10 }))
})

test('with a grace, every record has the result that all rows within the grace would give it', (t) => {
  const someEvents = fc.array(fc.record({ isRow: fc.boolean(), delayMs: fc.nat(10) }), { maxLength: 30 })
  const property = fc.property(someEvents, (events) => {
    using driver = new TestDriver(joiningTable({ historyMs: 10_000, grace: 20, isLeft: true }))
    // Time goes on by 10 with each event, which is late by no more than the grace.
    const timed = events.map(({ isRow, delayMs }, index) => ({ isRow, timestamp: 100 + 10 * index - delayMs, index }))
    for (const { isRow, timestamp, index } of timed) sendAt(driver, isRow ? names : orders)('a', `${index}`, timestamp)
    sendAt(driver, orders)('z', 'time goes on', 10_000)
    const rowAt = (time: number) =>
      timed
        .filter(({ isRow, timestamp }) => isRow && timestamp <= time)
        .sort((a, b) => a.timestamp - b.timestamp || a.index - b.index)
        .at(-1)?.index ?? null
    const expected = timed.filter(({ isRow }) => !isRow)
    t.deepEqual(
      resultsOf(driver).sort(),
      expected.map(({ timestamp, index }) => `a:${index}+${rowAt(timestamp)}@${timestamp}`).sort(),
    )
  })
  t.notThrows(() => fc.assert(property, { numRuns: 100 }))
})

function joiningGlobal(isLeft = false) {
  const builder = new StreamsBuilder()
  const table = builder.globalTable(names, { store: 'names' })
  const by = (order: string) => (order.startsWith('-') ? null : order.slice(0, 1))
  const stream = builder.stream(orders).selectKey((value) => value)
  const joined = isLeft ? stream.leftJoin(table, pair, { by }) : stream.join(table, pair, { by })
  joined.to(out)
  return builder.build()
}

test('a record meets the row of a global table that its value chooses, and needs no repartition topic for it', (t) => {
  const topology = joiningGlobal()
  t.is(topology.repartitionTopics.size, 0)
  using driver = new TestDriver(topology)
  const [order, name] = [sendAt(driver, orders), sendAt(driver, names)]
  name('a', 'Ann', 100)
  order('k', 'a1', 10)
  order('k', 'b1', 20)
  order('k', '-', 30)
  order('k', null, 40)
  t.deepEqual(resultsOf(driver), ['a1:a1+Ann@10'])
  t.deepEqual(
    [...driver.dropped],
    [
      ['null-key', 1],
      ['null-value', 1],
    ],
  )
})

test('in a left join with a global table a record without a row, or without a key for one, has a result with null', (t) => {
  using driver = new TestDriver(joiningGlobal(true))
  const order = sendAt(driver, orders)
  order('k', 'b1', 20)
  order('k', '-', 30)
  t.deepEqual(resultsOf(driver), ['b1:b1+null@20', '-:-+null@30'])
})

test('a global table has the times of its topic, can be read from the driver, and forgets what is deleted', (t) => {
  const builder = new StreamsBuilder()
  const table = builder.globalTable(names, { store: 'names', timestampExtractor: () => 7 })
  t.is(table.queryableStoreName, 'names')
  t.is(new StreamsBuilder().globalTable(names).queryableStoreName, null)
  using driver = new TestDriver(builder.build())
  const name = sendAt(driver, names)
  name('a', 'Ann', 100)
  name('b', 'Bob', 90)
  name('b', null, 95)
  const rows = driver.store<KeyValueStore<string, unknown>>('names')?.all()
  t.deepEqual([...(rows ?? [])], [{ key: 'a', value: { value: 'Ann', timestamp: 100 } }])
})

test('what the topology writes to the topic of a global table is in it at once', (t) => {
  const builder = new StreamsBuilder()
  const table = builder.globalTable(names)
  const stream = builder.stream(orders)
  stream.filter((order) => order.startsWith('name ')).to(names)
  stream.leftJoin(table, pair, { by: (_order, key) => key }).to(out)
  using driver = new TestDriver(builder.build())
  sendAt(driver, orders)('a', 'name of a', 1)
  sendAt(driver, orders)('a', 'order', 2)
  t.deepEqual(resultsOf(driver), ['a:name of a+null@1', 'a:order+name of a@2'])
})

test('a global table is no versioned one', (t) => {
  const options = { store: 'names', versioned: { historyRetention: 10 } }
  t.throws(() => new StreamsBuilder().globalTable(names, options), { code: 'NOT_SUPPORTED' })
})

class Upper implements Processor<string, string, never, never> {
  #store!: KeyValueStore<string, string>

  init(context: ProcessorContext<never, never>): void {
    this.#store = context.getStateStore('upper')
  }

  process({ key, value }: { key: string; value: string }): void {
    this.#store.put(key, value.toUpperCase())
  }
}

test('a global store is filled by a processor of the program, and every processor can read it', (t) => {
  const builder = new StreamsBuilder()
  const store = stores.keyValue('upper', { key: string, value: string })
  builder.addGlobalStore(names, { store, supplier: () => new Upper() })
  builder
    .stream(orders)
    .processValues<string>(() => {
      let upper: KeyValueStore<string, string>
      let forward: (value: string) => void
      let current: Parameters<typeof process>[0]
      const process = (record: { key: string; value: string; withValue(value: string): never }) => {
        current = record
        forward(`${record.value}+${upper.get(record.key)}`)
      }
      return {
        init(context) {
          upper = context.getStateStore('upper')
          forward = (value) => context.forward(current.withValue(value))
        },
        process: process as never,
      }
    })
    .to(out)
  using driver = new TestDriver(builder.build())
  sendAt(driver, names)('a', 'Ann', 1)
  sendAt(driver, orders)('a', 'o', 2)
  t.deepEqual(resultsOf(driver), ['o+ANN@2'])
})

test('the processor of a global store knows no stream time, and no clock calls it', (t) => {
  const store = stores.keyValue('upper', { key: string, value: string })
  const using = (wish: (context: ProcessorContext<never, never>) => unknown) => () => {
    const builder = new StreamsBuilder()
    const supplier = () => ({ init: (context: ProcessorContext<never, never>) => void wish(context), process() {} })
    new TestDriver(builder.addGlobalStore(names, { store, supplier }).build()).close()
  }
  t.notThrows(using((context) => context.currentSystemTimeMs))
  t.throws(
    using((context) => context.currentStreamTimeMs),
    { message: /no stream time/ },
  )
  t.throws(
    using((context) => context.schedule({ every: 1, type: 'wall-clock-time' }, () => {})),
    {
      message: /no punctuation/,
    },
  )
})
