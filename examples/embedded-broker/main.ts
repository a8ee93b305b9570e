/** Starts a broker within this process, lets a shop run on it, and tells what came of it. */
import { startBroker } from '@millrace/core'
import { runShop, topics } from './shop.ts'

const beganMs = performance.now()
await using broker = await startBroker({ topics, config: { groupInitialRebalanceDelayMs: 0 } })
console.log(`A Kafka broker listens at ${broker.address}; it took ${Math.round(performance.now() - beganMs)} ms.`)

const orders = [
  { customer: 'ann', price: 30 },
  { customer: 'ben', price: 12 },
  { customer: 'ann', price: 5 },
  { customer: 'cleo', price: 99 },
  { customer: 'ben', price: 8 },
]
for (const [customer, sum] of await runShop(broker, orders)) console.log(`${customer} has ordered for ${sum}.`)
