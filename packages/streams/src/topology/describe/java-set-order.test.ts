import test from 'ava'
import { copiedSetOrder, filledSetOrder } from './java-set-order.ts'

// The orders are those that Java 17 printed.

test('strings come in the order of their hash codes', (t) => {
  const names = ['orders', 'customers', 'a', 'b', 'KSTREAM-SOURCE-0000000000', 'zz', 'page-views']
  const order = ['zz', 'a', 'b', 'KSTREAM-SOURCE-0000000000', 'page-views', 'orders', 'customers']
  t.deepEqual(filledSetOrder(names), order)
  t.deepEqual(copiedSetOrder(names), order)
})

test('a copied set is larger than a filled one where twelve strings just fill its sixteen buckets', (t) => {
  const name = (number: number) => `KTABLE-SOURCE-STATE-STORE-000000000${number}`
  const names = Array.from({ length: 12 }, (_, index) => name(index * 7))
  t.deepEqual(filledSetOrder(names), [63, 21, 42, 70, 0, 49, 28, 56, 77, 14, 7, 35].map(name))
  t.deepEqual(copiedSetOrder(names), [63, 21, 42, 70, 0, 7, 49, 28, 56, 77, 14, 35].map(name))
})
