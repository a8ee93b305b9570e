/** platformatic/kafka: a transaction is committed, one is aborted; who reads committed records sees only the first. */
import type { Scenario } from '../scenario.ts'
import { createTopic, newAdmin, newProducer, readTexts } from './platformatic.ts'

const TOPIC = 'platformatic-transactions'

export const platformaticTransactions: Scenario = {
  name: 'platformatic-transactions',
  async run(place) {
    const { say } = place
    const admin = newAdmin(place)
    await createTopic(admin, TOPIC, 2)
    const producer = newProducer(place, { idempotent: true, transactionalId: TOPIC })
    for (const [name, isCommit] of [
      ['first', true],
      ['second', false],
      ['third', true],
    ] as const) {
      const transaction = await producer.beginTransaction()
      const messages = [0, 1].map((partition) => ({ topic: TOPIC, partition, key: name, value: `${name} ${isCommit}` }))
      await transaction.send({ messages })
      await (isCommit ? transaction.commit() : transaction.abort())
    }
    const idempotent = newProducer(place, { idempotent: true })
    for (let at = 0; at < 5; at += 1) {
      await idempotent.send({
        messages: [0, 1].map((partition) => ({ topic: TOPIC, partition, value: `plain ${at}` })),
      })
    }
    for (const { partition, offset, value } of await readTexts(place, {
      topic: TOPIC,
      groupId: `${TOPIC}-1`,
      count: 14,
    })) {
      say(`committed: ${partition}@${offset} ${value}`)
    }
    const all = { topic: TOPIC, groupId: `${TOPIC}-0`, count: 16, isReadCommitted: false }
    for (const { partition, offset, value } of await readTexts(place, all)) say(`all: ${partition}@${offset} ${value}`)
    for (const one of [producer, idempotent, admin]) await one.close()
  },
}
