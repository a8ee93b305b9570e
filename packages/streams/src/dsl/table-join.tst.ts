/** Which joins of tables the types allow, and what they know of their results. */
import { expect, test } from 'tstyche'
import { type KTable, StreamsBuilder, topic } from '../index.ts'
import { integer, string } from '../serde.ts'

interface Order {
  readonly customerId: number
}

declare const orders: KTable<string, Order>
const names = new StreamsBuilder().table(topic('names', { key: integer, value: string }))
const notes = new StreamsBuilder().table(topic('notes', { key: string, value: string }))

test('tables of one kind of keys are joined by them', () => {
  const joined = orders.join(notes, (order, note) => [order, note] as const)
  expect(joined).type.toBe<KTable<string, readonly [Order, string]>>()
})

test('tables of several kinds of keys need a foreign key, which is the other key', () => {
  const joined = orders.join(names, (order, name) => [order, name] as const, {
    foreignKey: (order) => order.customerId,
  })
  expect(joined).type.toBe<KTable<string, readonly [Order, string]>>()
  expect(orders.join).type.not.toBeCallableWith(names, () => 1)
  expect(orders.join).type.not.toBeCallableWith(names, () => 1, { foreignKey: () => 'ann' })
})

test('in a left join the other value may be missing', () => {
  const joined = orders.leftJoin(names, (_order, name) => name, { foreignKey: (order) => order.customerId })
  expect(joined).type.toBe<KTable<string, string | null>>()
})

test('a foreign key may be of the same kind as the own', () => {
  const joined = orders.join(notes, (_order, note) => note, { foreignKey: (order) => String(order.customerId) })
  expect(joined).type.toBe<KTable<string, string>>()
})
