/**
 * A shop within one process: a Kafka broker, a service that takes orders, and a service that adds them up and
 * writes every sum in the same transaction as its place among the orders. The services are ordinary kafkajs
 * programs that know nothing of the broker but its address.
 */
import type { RunningBroker } from '@millrace/core'
import { type Consumer, Kafka, logLevel, type Producer } from 'kafkajs'

const ORDERS = 'orders'
const SUMS = 'sums'
const BOOKKEEPING = 'bookkeeping'

export const topics = [{ name: ORDERS, partitions: 2 }, SUMS]

export interface Order {
  readonly customer: string
  readonly price: number
}

/** Takes the orders, has them added up, and gives the last sum of each customer. */
export async function runShop(broker: RunningBroker, orders: readonly Order[]): Promise<Map<string, number>> {
  const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING })
  const shop = kafka.producer()
  await shop.connect()
  const messages = orders.map(({ customer, price }) => ({ key: customer, value: String(price) }))
  await shop.send({ topic: ORDERS, messages })
  const bookkeeper = await Bookkeeper.start(kafka)
  const sums = await lastSums(kafka, orders.length)
  await Promise.all([shop.disconnect(), bookkeeper.stop()])
  return sums
}

/** Adds up the orders of each customer. Whatever happens to it, each order counts once. */
class Bookkeeper {
  readonly #consumer: Consumer
  readonly #producer: Producer
  readonly #sums = new Map<string, number>()

  private constructor(kafka: Kafka) {
    this.#consumer = kafka.consumer({ groupId: BOOKKEEPING, maxWaitTimeInMs: 50 })
    this.#producer = kafka.producer({ transactionalId: BOOKKEEPING, maxInFlightRequests: 1, idempotent: true })
  }

  static async start(kafka: Kafka): Promise<Bookkeeper> {
    const bookkeeper = new Bookkeeper(kafka)
    await Promise.all([bookkeeper.#consumer.connect(), bookkeeper.#producer.connect()])
    await bookkeeper.#consumer.subscribe({ topics: [ORDERS], fromBeginning: true })
    await bookkeeper.#consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message: { key, value, offset } }) => {
        await bookkeeper.#add({ customer: String(key), price: Number(value) }, { partition, offset })
      },
    })
    return bookkeeper
  }

  async stop(): Promise<void> {
    await Promise.all([this.#consumer.disconnect(), this.#producer.disconnect()])
  }

  async #add({ customer, price }: Order, at: { partition: number; offset: string }): Promise<void> {
    const sum = (this.#sums.get(customer) ?? 0) + price
    const transaction = await this.#producer.transaction()
    await transaction.send({ topic: SUMS, messages: [{ key: customer, value: String(sum) }] })
    const next = { partition: at.partition, offset: String(Number(at.offset) + 1) }
    await transaction.sendOffsets({ consumerGroupId: BOOKKEEPING, topics: [{ topic: ORDERS, partitions: [next] }] })
    await transaction.commit()
    this.#sums.set(customer, sum)
  }
}

/** Reads so many sums and keeps the last one of each customer. */
async function lastSums(kafka: Kafka, count: number): Promise<Map<string, number>> {
  const consumer = kafka.consumer({ groupId: 'office', maxWaitTimeInMs: 50 })
  await consumer.connect()
  await consumer.subscribe({ topics: [SUMS], fromBeginning: true })
  const sums = new Map<string, number>()
  let seen = 0
  await new Promise<void>((resolve, reject) => {
    const run = consumer.run({
      eachMessage: async ({ message: { key, value } }) => {
        sums.set(String(key), Number(value))
        seen += 1
        if (seen === count) resolve()
      },
    })
    run.catch(reject)
  })
  await consumer.disconnect()
  return sums
}
