/** Types flow out of a topic into streams and out of streams into a topic; where serdes do not fit, it does not compile. */
import { expect, test } from 'tstyche'
import { z } from 'zod'
import { type Windowed, windowed } from '../record/windowed.ts'
import { json } from '../serde/json.ts'
import { bigLong, long } from '../serde/number.ts'
import { nothing } from '../serde/plain.ts'
import { string } from '../serde/text.ts'
import { sessionWindowed, timeWindowed } from '../serde/windowed.ts'
import { type TopicOf, topic } from '../topology/topic.ts'
import type { KStream } from './language/stream.ts'
import { StreamsBuilder } from './streams-builder.ts'

interface Order {
  total: number
}

interface PaidOrder extends Order {
  paidAt: number
}

const orders = topic('orders', { key: string, value: json<Order>() })
const paid = topic('paid', { key: string, value: json<PaidOrder>() })
const counts = topic('counts', { key: timeWindowed(string, '1m'), value: long })
const builder = new StreamsBuilder()
const stream = builder.stream(orders)

test('a topic has the types of its serdes', () => {
  expect(orders).type.toBe<TopicOf<string, Order>>()
  expect(counts).type.toBe<TopicOf<Windowed<string>, number>>()
  expect(topic('a', { key: nothing, value: json(z.object({ total: z.number() })) })).type.toBe<TopicOf<null, Order>>()
})

test('a topic without serdes for both does not compile', () => {
  expect(topic).type.not.toBeCallableWith('orders')
  expect(topic).type.not.toBeCallableWith('orders', { key: string })
  expect(topic).type.not.toBeCallableWith('orders', { key: string, value: 'json' })
})

test('a stream has the types of its topic', () => {
  expect(stream).type.toBe<KStream<string, Order>>()
  expect(stream.mapValues((order) => order.total)).type.toBe<KStream<string, number>>()
})

test('a stream is written to a topic whose serdes take what it has', () => {
  expect(stream.to).type.toBeCallableWith(orders)
  expect(builder.stream(paid).to).type.toBeCallableWith(orders)
  expect(stream.mapValues(() => 'big' as const).to).type.toBeCallableWith(
    topic('sizes', { key: string, value: string }),
  )
  expect(stream.mapValues((): number | null => null).to).type.toBeCallableWith(
    topic('totals', { key: string, value: long }),
  )
  expect(stream.map((order, key) => [windowed(key, 0, 60_000), order.total]).to).type.toBeCallableWith(counts)
})

test('a stream is not written to a topic whose serdes take something else', () => {
  expect(stream.to).type.not.toBeCallableWith(paid)
  expect(stream.to).type.not.toBeCallableWith(counts)
  expect(stream.to).type.not.toBeCallableWith(topic('keys', { key: long, value: json<Order>() }))
  expect(stream.mapValues((order) => order.total).to).type.not.toBeCallableWith(
    topic('totals', { key: string, value: bigLong }),
  )
})

test('windowed keys are of one type, whichever windows they had, and are no plain ones', () => {
  expect(sessionWindowed(string).deserialize).type.toBe(timeWindowed(string, '1m').deserialize)
  expect(stream.to).type.not.toBeCallableWith(topic('windows', { key: sessionWindowed(string), value: json<Order>() }))
})
