/** Joins of two tables by a foreign key: which rows come out, what is dropped, what is refused. */
import test from 'ava'
import fc from 'fast-check'
import { type BuildOptions, StreamsBuilder, topic } from '../index.ts'
import { string } from '../serde.ts'
import { TestDriver } from '../testing.ts'

/** The value of an order begins with its customer: `ann:book`; that of a customer is a name. */
const orders = topic('orders', { key: string, value: string })
const customers = topic('customers', { key: string, value: string })
const joined = topic('joined', { key: string, value: string })
const topics = { orders, customers }

const customerOf = (order: string): string | null => (order.includes(':') ? (order.split(':')[0] ?? null) : null)
const together = (order: string, customer: string | null) => `${order}/${customer}`

interface Update {
  readonly side: keyof typeof topics
  readonly key: string
  readonly value: string | null
}

function driverOf(kind: 'join' | 'leftJoin', options: BuildOptions & { readonly cacheMaxBytes?: number } = {}) {
  const builder = new StreamsBuilder()
  const left = builder.table(orders)
  const right = builder.table(customers)
  const by = { foreignKey: customerOf }
  const result = kind === 'join' ? left.join(right, together, by) : left.leftJoin(right, together, by)
  result.toStream().to(joined)
  return new TestDriver(builder.build(options), { config: { cacheMaxBytes: options.cacheMaxBytes ?? 0 } })
}

const order = (key: string, value: string | null): Update => ({ side: 'orders', key, value })
const customer = (key: string, value: string | null): Update => ({ side: 'customers', key, value })

/** What comes out for each update. */
function answersOf(kind: 'join' | 'leftJoin', updates: readonly Update[]): string[][] {
  using driver = driverOf(kind)
  const output = driver.output(joined)
  return updates.map(({ side, key, value }, index) => {
    driver.input(topics[side]).send(key, value, { timestamp: index })
    return output.readAll().map((record) => `${record.key}=${record.value}@${record.timestamp}`)
  })
}

test('a row is joined with the row of its foreign key, whichever of them comes first', (t) => {
  t.deepEqual(
    answersOf('join', [
      order('o1', 'ann:book'),
      customer('ann', 'Ann'),
      order('o2', 'ann:pen'),
      customer('bob', 'Bob'),
    ]),
    [[], ['o1=ann:book/Ann@1'], ['o2=ann:pen/Ann@2'], []],
  )
})

test('a change of the other table reaches all rows that belong to it, and no others', (t) => {
  const before = [order('o1', 'ann:book'), order('o2', 'an:pen'), order('o3', 'ann:cup'), customer('ann', 'Ann')]
  t.deepEqual(answersOf('join', [...before, customer('ann', 'Anna'), customer('ann', null)]).slice(3), [
    ['o1=ann:book/Ann@3', 'o3=ann:cup/Ann@3'],
    ['o1=ann:book/Anna@4', 'o3=ann:cup/Anna@4'],
    ['o1=null@5', 'o3=null@5'],
  ])
})

test('a row that comes to belong to another one loses its result where the other one is not there', (t) => {
  const updates = [customer('ann', 'Ann'), order('o1', 'ann:book'), order('o1', 'bob:book'), customer('ann', 'Anna')]
  t.deepEqual(answersOf('join', updates), [[], ['o1=ann:book/Ann@1'], ['o1=null@2'], []])
})

test('a row that belongs to none has no result in a join, and one without the other side in a left join', (t) => {
  const updates = [
    order('o1', 'book'),
    customer('ann', 'Ann'),
    order('o1', 'ann:book'),
    order('o1', 'book'),
    order('o1', null),
  ]
  t.deepEqual(answersOf('join', updates), [[], [], ['o1=ann:book/Ann@2'], ['o1=null@3'], []])
  t.deepEqual(answersOf('leftJoin', updates), [
    ['o1=book/null@0'],
    [],
    ['o1=ann:book/Ann@2'],
    ['o1=book/null@3'],
    ['o1=null@4'],
  ])
})

test('an answer for a value that the row no longer has is dropped, and counted', (t) => {
  using driver = driverOf('join')
  driver.input(customers).send('ann', 'Ann')
  driver.input(orders).send('o1', 'ann:book')
  const responses = 'test-KTABLE-FK-JOIN-SUBSCRIPTION-RESPONSE-0000000014-topic'
  const [answer] = driver.produced(responses)
  driver.input(orders).send('o1', 'ann:pen')
  const output = driver.output(joined)
  output.readAll()
  t.truthy(answer)
  driver.pipe({ topic: responses, key: Buffer.from('o1'), value: answer?.value ?? null, timestamp: 9, headers: [] })
  t.deepEqual(output.readAll(), [])
  t.is(driver.dropped.get('stale-answer'), 1)
})

test('whatever is updated in whatever order, the result is what joining both tables gives', (t) => {
  const keys = fc.constantFrom('', 'a', 'b', 'ab')
  const value = fc.option(
    fc.tuple(keys, fc.nat(3)).map(([of, count]) => (of === '' ? String(count) : `${of}:${count}`)),
  )
  const update = fc.record({ side: fc.constantFrom('orders' as const, 'customers' as const), key: keys, value })
  const kinds = fc.constantFrom('join' as const, 'leftJoin' as const)
  fc.assert(
    fc.property(
      fc.array(update, { maxLength: 25 }),
      kinds,
      fc.constantFrom(0, 1_000_000),
      (updates, kind, cacheMaxBytes) => {
        t.deepEqual(lastRows(updates, { kind, cacheMaxBytes }), expectedRows(updates, kind))
      },
    ),
    { numRuns: 150 },
  )
})

function lastRows(updates: readonly Update[], options: { kind: 'join' | 'leftJoin'; cacheMaxBytes: number }) {
  using driver = driverOf(options.kind, options)
  for (const { side, key, value } of updates) driver.input(topics[side]).send(key, value)
  return sortedRows([...driver.output(joined).readTable()])
}

function expectedRows(updates: readonly Update[], kind: 'join' | 'leftJoin') {
  const tables = { orders: new Map<string, string | null>(), customers: new Map<string, string | null>() }
  for (const { side, key, value } of updates) tables[side].set(key, value)
  return sortedRows(
    [...tables.orders].map(([key, value]) => {
      const of = value === null ? null : customerOf(value)
      const other = of === null ? null : (tables.customers.get(of) ?? null)
      return [key, value === null || (other === null && kind === 'join') ? null : together(value, other)]
    }),
  )
}

/** Deleted rows are no rows. */
function sortedRows(rows: readonly (readonly [string | null, string | null])[]) {
  return rows.filter(([, value]) => value !== null).sort(([a], [b]) => String(a).localeCompare(String(b)))
}

test('a table can be joined with itself', (t) => {
  const builder = new StreamsBuilder()
  const people = builder.table(customers)
  people
    .join(people, (mine, boss) => `${mine}<${boss}`, { foreignKey: (person) => customerOf(person) })
    .toStream()
    .to(joined)
  using driver = new TestDriver(builder.build())
  driver.input(customers).send('ann', 'Ann')
  driver.input(customers).send('bob', 'ann:Bob')
  driver.input(customers).send('ann', 'Anna')
  t.deepEqual(driver.output(joined).readValues(), ['ann:Bob<Ann', 'ann:Bob<Anna'])
})

test('the sides of a join can be changes of the past no more than those of a table with history', (t) => {
  const builder = new StreamsBuilder()
  const versioned = { historyRetention: '1h' } as const
  const left = builder.table(orders, { store: 'left', versioned })
  const right = builder.table(customers, { store: 'right', versioned })
  left.join(right, together, { foreignKey: customerOf }).toStream().to(joined)
  using driver = new TestDriver(builder.build())
  driver.input(customers).send('ann', 'Ann', { timestamp: 10 })
  driver.input(orders).send('o1', 'ann:book', { timestamp: 10 })
  driver.input(orders).send('o1', 'ann:pen', { timestamp: 5 })
  driver.input(customers).send('ann', 'Anna', { timestamp: 5 })
  t.deepEqual(driver.output(joined).readValues(), ['ann:book/Ann'])
  t.is(driver.dropped.get('not-latest'), 2)
})

test('a name is that of all parts of the join, and a store that of the result', (t) => {
  const builder = new StreamsBuilder()
  const options = { name: 'by', store: 'result', value: string, foreignKey: customerOf }
  const result = builder.table(orders).join(builder.table(customers), together, options)
  const topology = builder.build()
  t.is(result.queryableStoreName, 'result')
  t.deepEqual(
    [...topology.repartitionTopics.keys()],
    ['by-subscription-registration-topic', 'by-subscription-response-topic'],
  )
  t.true(topology.stores.has('by-subscription-store'))
  t.deepEqual(
    topology.groups.map((group) => group.length),
    [7, 7],
  )
})

test('partitioners of the tables decide where subscriptions and answers go', (t) => {
  const builder = new StreamsBuilder()
  const seen: string[] = []
  builder.table(orders).join(builder.table(customers), together, {
    foreignKey: customerOf,
    partitioner: (value, key) => seen.push(`${key} ${value}`) - 2,
    otherPartitioner: (value, key) => seen.push(`other ${key} ${value}`) - 1,
  })
  using driver = new TestDriver(builder.build())
  driver.input(customers).send('ann', 'Ann')
  driver.input(orders).send('o1', 'ann:book')
  t.deepEqual(seen, ['other ann null', 'o1 null'])
})

test('a join needs the serdes of both tables', (t) => {
  const builder = new StreamsBuilder()
  const lengths = builder.table(customers).mapValues((value) => value.length)
  const error = t.throws(() => builder.table(orders).join(lengths, together as never, { foreignKey: customerOf }), {
    code: 'MISSING_SERDE',
  })
  t.regex(error.message, /the values of KTABLE-MAPVALUES-0000000003/)
})
