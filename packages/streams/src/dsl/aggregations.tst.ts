/** Types flow through aggregations: the functions decide what kind of table comes out, and serdes have to fit it. */
import { expect, test } from 'tstyche'
import type { Windowed } from '../record/windowed.ts'
import { json } from '../serde/json.ts'
import { long } from '../serde/number.ts'
import { string } from '../serde/text.ts'
import { topic } from '../topology/topic.ts'
import { session, tumbling } from '../windows/windows.ts'
import type { CogroupedKStream } from './language/cogrouped-stream.ts'
import type { KGroupedTable } from './language/grouped-table.ts'
import type { KTable } from './language/table.ts'
import { StreamsBuilder } from './streams-builder.ts'

interface Order {
  total: number
}

const builder = new StreamsBuilder()
const orders = builder.stream(topic('orders', { key: string, value: json<Order>() })).groupByKey()
const names = builder.stream(topic('names', { key: string, value: string })).groupByKey()
const table = builder.table(topic('table', { key: string, value: json<Order>() }))

test('a count is a number, a reduction is what its records are, an aggregate is what it begins with', () => {
  expect(orders.count()).type.toBe<KTable<string, number>>()
  expect(orders.reduce((_old, order) => order)).type.toBe<KTable<string, Order>>()
  expect(
    orders.aggregate(
      () => 0,
      (sum, order) => sum + order.total,
    ),
  ).type.toBe<KTable<string, number>>()
})

test('aggregates over windows have windowed keys', () => {
  expect(orders.windowedBy(tumbling('1m')).count()).type.toBe<KTable<Windowed<string>, number>>()
  const sessions = orders.windowedBy(session('5m'))
  const add = (sum: number, order: Order) => sum + order.total
  expect(sessions.aggregate(() => 0, { add, merge: (one, other) => one + other })).type.toBe<
    KTable<Windowed<string>, number>
  >()
})

test('a function may answer null, which deletes', () => {
  expect(
    orders.aggregate(
      () => 0,
      (sum, { total }) => (total < 0 ? null : sum + total),
    ),
  ).type.toBe<KTable<string, number>>()
})

test('serdes have to fit the key and the result', () => {
  expect(orders.count).type.toBeCallableWith({ store: 'counted', key: string, value: long })
  expect(orders.count).type.not.toBeCallableWith({ value: string })
  expect(orders.count).type.not.toBeCallableWith({ key: long })
  expect(orders.reduce).type.not.toBeCallableWith((_old: Order, order: Order) => order, { value: string })
})

test('only sessions are merged, and they have to be', () => {
  const windows = orders.windowedBy(tumbling('1m'))
  const sessions = orders.windowedBy(session('5m'))
  const add = (sum: number, order: Order) => sum + order.total
  expect(windows.aggregate).type.toBeCallableWith(() => 0, add)
  expect(sessions.aggregate).type.not.toBeCallableWith(() => 0, add)
  expect(sessions.aggregate).type.not.toBeCallableWith(() => 0, { add })
})

test('a grouped table has the types of its new keys and values, and needs to know how to subtract', () => {
  const grouped = table.groupBy((order, key) => [order.total, key])
  expect(grouped).type.toBe<KGroupedTable<number, string>>()
  expect(grouped.reduce).type.not.toBeCallableWith({ add: (all: string, name: string) => all + name })
})

test('streams of several types are aggregated into what the first function says', () => {
  const add = (all: string[], name: string) => [...all, name]
  const cogrouped = orders.cogroup((all: string[], order) => [...all, String(order.total)])
  expect(cogrouped).type.toBe<CogroupedKStream<string, string[]>>()
  expect(cogrouped.cogroup(names, add).aggregate(() => [])).type.toBe<KTable<string, string[]>>()
  expect(cogrouped.cogroup).type.not.toBeCallableWith(names, (sum: number, name: string) => sum + name.length)
})
