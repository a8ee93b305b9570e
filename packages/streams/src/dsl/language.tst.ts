/** Types flow through every operator of streams and tables: what comes out is what went in, or what a function made. */
import { expect, test } from 'tstyche'
import type { FixedKeyProcessor, Processor } from '../processor/processor.ts'
import { json } from '../serde/json.ts'
import { long } from '../serde/number.ts'
import { string } from '../serde/text.ts'
import { topic } from '../topology/topic.ts'
import type { BranchedKStream } from './language/branched-stream.ts'
import type { KGroupedStream } from './language/grouped-stream.ts'
import type { KGroupedTable } from './language/grouped-table.ts'
import type { KStream } from './language/stream.ts'
import type { KTable } from './language/table.ts'
import { StreamsBuilder } from './streams-builder.ts'
import { untilTimeLimit, untilWindowCloses } from './suppression.ts'

interface Order {
  total: number
}

interface User {
  name: string
}

const paid = topic('paid', { key: string, value: json<Order & { paidAt: number }>() })
const orderTopic = topic('orders', { key: string, value: json<Order>() })
const numberTopic = topic('numbers', { key: string, value: long })
const builder = new StreamsBuilder()
const orders = builder.stream(orderTopic)
const numbers = builder.stream(numberTopic)
const byNumber = builder.stream(topic('by-number', { key: long, value: string }))
const users = builder.table(topic('users', { key: string, value: json<User>() }))
const usersByNumber = builder.table(topic('users-by-number', { key: long, value: json<User>() }))
const countries = builder.globalTable(topic('countries', { key: long, value: string }))

test('sources have the types of their topics', () => {
  expect(builder.stream([orderTopic, orderTopic])).type.toBe<KStream<string, Order>>()
  expect(builder.streamOf(/^orders-/, { key: string, value: json<Order>() })).type.toBe<KStream<string, Order>>()
  expect(builder.table(orderTopic)).type.toBe<KTable<string, Order>>()
  expect(builder.stream).type.not.toBeCallableWith([orderTopic, numberTopic])
})

test('what only looks or leaves out changes no type', () => {
  expect(orders.filter((order, key) => order.total > key.length)).type.toBe<KStream<string, Order>>()
  expect(orders.filterNot((order) => order.total > 1)).type.toBe<KStream<string, Order>>()
  expect(orders.peek((order, key) => [order.total, key.length])).type.toBe<KStream<string, Order>>()
  expect(orders.repartition({ key: string, value: json() })).type.toBe<KStream<string, Order>>()
  expect(orders.merge(orders)).type.toBe<KStream<string, Order>>()
})

test('what makes values or keys changes their type', () => {
  expect(orders.mapValues((order) => order.total)).type.toBe<KStream<string, number>>()
  expect(orders.map((order, key) => [order.total, key])).type.toBe<KStream<number, string>>()
  expect(orders.selectKey((order) => order.total)).type.toBe<KStream<number, Order>>()
  expect(orders.flatMapValues((order) => [order.total])).type.toBe<KStream<string, number>>()
  expect(orders.flatMap((order, key) => [[order.total, key] as const])).type.toBe<KStream<number, string>>()
})

test('functions that take their time are waited for, and change types as their namesakes do', () => {
  expect(orders.mapValuesAsync(async (order) => order.total)).type.toBe<KStream<string, number>>()
  expect(orders.filterAsync(async (order) => order.total > 1)).type.toBe<KStream<string, Order>>()
  expect(orders.flatMapValuesAsync(async (order) => [order.total])).type.toBe<KStream<string, number>>()
  expect(orders.filterAsync).type.not.toBeCallableWith(async (order: Order) => order.total)
})

test('branches have the types of their stream', () => {
  const split = orders.split()
  expect(split).type.toBe<BranchedKStream<string, Order>>()
  expect(split.branch((order) => order.total > 1).noDefaultBranch()).type.toBe<
    ReadonlyMap<string, KStream<string, Order>>
  >()
})

test('streams and tables become each other, and groups', () => {
  expect(orders.toTable()).type.toBe<KTable<string, Order>>()
  expect(users.toStream()).type.toBe<KStream<string, User | null>>()
  expect(orders.groupByKey()).type.toBe<KGroupedStream<string, Order>>()
  expect(orders.groupBy((order) => order.total)).type.toBe<KGroupedStream<number, Order>>()
  expect(users.groupBy((user, key) => [user.name.length, key])).type.toBe<KGroupedTable<number, string>>()
})

test('tables keep their keys', () => {
  expect(users.filter((user) => user.name !== '')).type.toBe<KTable<string, User>>()
  expect(users.filterNot((user) => user.name !== '')).type.toBe<KTable<string, User>>()
  expect(users.mapValues((user, key) => [user.name, key] as const)).type.toBe<
    KTable<string, readonly [string, string]>
  >()
  expect(users.transformValues(() => ({ transform: (user) => user?.name ?? null }))).type.toBe<KTable<string, string>>()
  expect(users.suppress(untilTimeLimit('5m'))).type.toBe<KTable<string, User>>()
  expect(users.suppress).type.not.toBeCallableWith(untilWindowCloses())
})

test('processors say what comes out of them', () => {
  expect(orders.process((): Processor<string, Order, number, User> => ({ process() {} }))).type.toBe<
    KStream<number, User>
  >()
  expect(orders.processValues((): FixedKeyProcessor<string, Order, User> => ({ process() {} }))).type.toBe<
    KStream<string, User>
  >()
  expect(orders.process).type.not.toBeCallableWith((): Processor<number, Order> => ({ process() {} }))
})

test('streams of unlike keys or values are not merged', () => {
  expect(orders.merge).type.not.toBeCallableWith(numbers)
  expect(orders.merge).type.not.toBeCallableWith(byNumber)
  expect(orders.merge(builder.stream(paid))).type.toBe<KStream<string, Order>>()
})

test('joins have what their functions make, of both values and the key', () => {
  const within = { within: '5m' } as const
  expect(orders.join(numbers, (order, number, key) => [order.total, number, key] as const, within)).type.toBe<
    KStream<string, readonly [number, number, string]>
  >()
  expect(orders.leftJoin(numbers, (order, number) => [order, number] as const, within)).type.toBe<
    KStream<string, readonly [Order, number | null]>
  >()
  expect(orders.outerJoin(numbers, (order, number) => [order, number] as const, within)).type.toBe<
    KStream<string, readonly [Order | null, number | null]>
  >()
  expect(orders.join(users, (order, user) => [order, user] as const)).type.toBe<
    KStream<string, readonly [Order, User]>
  >()
  expect(orders.leftJoin(users, (order, user) => [order, user] as const)).type.toBe<
    KStream<string, readonly [Order, User | null]>
  >()
  expect(orders.join(countries, (_order, country) => country, { by: (order) => order.total })).type.toBe<
    KStream<string, string>
  >()
  expect(orders.leftJoin(countries, (_order, country) => country, { by: (order) => order.total })).type.toBe<
    KStream<string, string | null>
  >()
})

test('joins of tables have a value, or null, of each side', () => {
  const sizes = users.mapValues((user) => user.name.length)
  expect(users.join(sizes, (user, size) => [user, size] as const)).type.toBe<KTable<string, readonly [User, number]>>()
  expect(users.leftJoin(sizes, (user, size) => [user, size] as const)).type.toBe<
    KTable<string, readonly [User, number | null]>
  >()
  expect(users.outerJoin(sizes, (user, size) => [user, size] as const)).type.toBe<
    KTable<string, readonly [User | null, number | null]>
  >()
})

test('joins of unlike keys do not compile, whichever sides', () => {
  const pair = (one: unknown, other: unknown) => [one, other]
  expect(orders.join).type.not.toBeCallableWith(byNumber, pair, { within: '5m' })
  expect(orders.leftJoin).type.not.toBeCallableWith(byNumber, pair, { within: '5m' })
  expect(orders.outerJoin).type.not.toBeCallableWith(byNumber, pair, { within: '5m' })
  expect(orders.join).type.not.toBeCallableWith(usersByNumber, pair)
  expect(orders.leftJoin).type.not.toBeCallableWith(usersByNumber, pair)
  expect(users.join).type.not.toBeCallableWith(usersByNumber, pair)
  expect(orders.join).type.not.toBeCallableWith(countries, pair, { by: () => 'a key of another kind' })
})

test("keys that are a part of the other side's are joined", () => {
  const sized = orders.selectKey((order) => (order.total > 9 ? 'large' : 'small'))
  expect(sized).type.toBe<KStream<'large' | 'small', Order>>()
  expect(sized.join(users, (order) => order)).type.toBe<KStream<'large' | 'small', Order>>()
})

test('what is asked of the serdes is what is in the stream', () => {
  expect(orders.to).type.not.toBeCallableWith(numberTopic)
  expect(orders.repartition).type.not.toBeCallableWith({ key: long })
  expect(orders.groupBy).type.not.toBeCallableWith((order: Order) => order.total, { key: string })
  expect(orders.toTable).type.not.toBeCallableWith({ value: long })
  expect(users.mapValues).type.not.toBeCallableWith((user: User) => user.name, { store: 'names', value: long })
})
