import { startBroker } from '@millrace/core'
import test from 'ava'
import { runShop, topics } from './shop.ts'

test('every order is counted once', async (t) => {
  await using broker = await startBroker({ topics, config: { groupInitialRebalanceDelayMs: 0 } })
  const orders = Array.from({ length: 30 }, (_, at) => ({ customer: `customer-${at % 4}`, price: at }))
  const sums = await runShop(broker, orders)
  const expected = new Map<string, number>()
  for (const { customer, price } of orders) expected.set(customer, (expected.get(customer) ?? 0) + price)
  t.deepEqual(new Map([...sums].sort()), new Map([...expected].sort()))
})
