/** Types flow through joins: what a joiner is given, what comes out, and whose keys go together. */
import { expect, test } from 'tstyche'
import { json } from '../serde/json.ts'
import { long } from '../serde/number.ts'
import { string } from '../serde/text.ts'
import { topic } from '../topology/topic.ts'
import type { KStream } from './language/stream.ts'
import { StreamsBuilder } from './streams-builder.ts'

interface Order {
  total: number
}

interface User {
  name: string
}

const builder = new StreamsBuilder()
const orders = builder.stream(topic('orders', { key: string, value: json<Order>() }))
const payments = builder.stream(topic('payments', { key: string, value: long }))
const numbered = builder.stream(topic('numbered', { key: long, value: long }))
const users = builder.table(topic('users', { key: string, value: json<User>() }))
const numberedUsers = builder.table(topic('numbered-users', { key: long, value: json<User>() }))
const countries = builder.globalTable(topic('countries', { key: long, value: json<User>() }))

test('an inner join of streams has both values, a left join may have no right one, an outer join only one', () => {
  const inner = orders.join(payments, (order, paid, key) => ({ order, paid, key }), { within: '5m' })
  expect(inner).type.toBe<KStream<string, { order: Order; paid: number; key: string }>>()
  const left = orders.leftJoin(payments, (order, paid) => ({ order, paid }), { within: '5m' })
  expect(left).type.toBe<KStream<string, { order: Order; paid: number | null }>>()
  const outer = orders.outerJoin(payments, (order, paid) => ({ order, paid }), { within: '5m' })
  expect(outer).type.toBe<KStream<string, { order: Order | null; paid: number | null }>>()
})

test('a join of streams needs a window, and serdes that fit', () => {
  const add = (order: Order, paid: number) => order.total + paid
  expect(orders.join).type.not.toBeCallableWith(payments, add)
  expect(orders.join).type.not.toBeCallableWith(payments, add, { within: '5 minutes' })
  expect(orders.join).type.toBeCallableWith(payments, add, { within: 0, key: string, otherValue: long })
  expect(orders.join).type.not.toBeCallableWith(payments, add, { within: 0, otherValue: string })
})

test('values that may be null are never null in a join, since records without a value are dropped', () => {
  const changes = users.toStream()
  expect(changes.join(orders, (user) => user.name, { within: 0 })).type.toBe<KStream<string, string>>()
  expect(changes.join(users, (one, other) => one.name + other.name)).type.toBe<KStream<string, string>>()
})

test('a join with a table has both values, a left join may have no row', () => {
  expect(orders.join(users, (order, user) => order.total + user.name)).type.toBe<KStream<string, string>>()
  const left = orders.leftJoin(users, (order, user) => ({ order, user }), { grace: '1m' })
  expect(left).type.toBe<KStream<string, { order: Order; user: User | null }>>()
})

test('a join with a global table says by which key, of any type', () => {
  const joined = orders.join(countries, (order, country) => order.total + country.name, { by: (order) => order.total })
  expect(joined).type.toBe<KStream<string, string>>()
  const left = orders.leftJoin(countries, (_order, country) => country, { by: () => null })
  expect(left).type.toBe<KStream<string, User | null>>()
  expect(orders.join).type.not.toBeCallableWith(countries, () => 1)
  expect(orders.join).type.not.toBeCallableWith(countries, () => 1, { by: (_order: Order, key: string) => key })
})

test('sides whose keys are of different types cannot be joined, and the error says so', () => {
  expect(orders.outerJoin(numbered, () => 1, { within: 0 })).type.toRaiseError(
    'both sides of a join need keys of one type',
  )
  expect(orders.join(numbered, () => 1, { within: 0 })).type.toRaiseError('both sides of a join need keys of one type')
  expect(orders.leftJoin(numberedUsers, () => 1)).type.toRaiseError('both sides of a join need keys of one type')
  expect(numbered.selectKey(String).join(users, () => 1)).type.toBe<KStream<string, number>>()
})
