/** kafkajs: an idempotent producer, transactions with offsets, and an older self that is fenced off. */
import type { Scenario } from '../scenario.ts'
import { createTopic, failureOf, kafkajs, readRecords } from './kafkajs.ts'

const TOPIC = 'kafkajs-transactions'
const ID = 'kafkajs-transactions'

export const kafkajsTransactions: Scenario = {
  name: 'kafkajs-transactions',
  async run(place) {
    const { say } = place
    const kafka = kafkajs(place)
    const admin = kafka.admin()
    await admin.connect()
    await createTopic(admin, { topic: TOPIC, numPartitions: 2 })
    const open = () => kafka.producer({ transactionalId: ID, idempotent: true, maxInFlightRequests: 1 })
    const producer = open()
    await producer.connect()
    const messages = (text: string) => [0, 1].map((partition) => ({ partition, value: text }))

    const committed = await producer.transaction()
    await committed.send({ topic: TOPIC, messages: messages('committed') })
    await committed.sendOffsets({
      consumerGroupId: ID,
      topics: [{ topic: TOPIC, partitions: [{ partition: 0, offset: '5' }] }],
    })
    await committed.commit()
    say(`offset of the committed: ${await offsetOtherThan('-1')}`)

    const aborted = await producer.transaction()
    await aborted.send({ topic: TOPIC, messages: messages('aborted') })
    await aborted.sendOffsets({
      consumerGroupId: ID,
      topics: [{ topic: TOPIC, partitions: [{ partition: 0, offset: '9' }] }],
    })
    await aborted.abort()
    const late = await producer.transaction()
    await late.send({ topic: TOPIC, messages: messages('late') })
    const successor = open()
    await successor.connect()
    const next = await successor.transaction()
    await next.send({ topic: TOPIC, messages: messages('next') })
    await next.sendOffsets({
      consumerGroupId: ID,
      topics: [{ topic: TOPIC, partitions: [{ partition: 0, offset: '7' }] }],
    })
    say(`the older one sends: ${await failureOf(() => late.send({ topic: TOPIC, messages: messages('late') }))}`)
    await next.commit()

    const idempotent = kafka.producer({ idempotent: true, maxInFlightRequests: 5 })
    await idempotent.connect()
    for (let at = 0; at < 5; at += 1) await idempotent.send({ topic: TOPIC, messages: messages(`plain-${at}`) })
    const read = (isReadCommitted: boolean, count: number) =>
      readRecords(kafka, { topic: TOPIC, groupId: `${ID}-${isReadCommitted}`, count, isReadCommitted })
    for (const { partition, offset, value } of await read(true, 14)) say(`committed: ${partition}@${offset} ${value}`)
    for (const { partition, offset, value } of await read(false, 18)) say(`all: ${partition}@${offset} ${value}`)
    say(`offset of the next: ${await offsetOtherThan('5')}`)
    for (const one of [idempotent, successor, producer, admin]) await one.disconnect()

    /** A broker may answer the commit before its markers are written, so the offset may be the old one for a while. */
    async function offsetOtherThan(old: string): Promise<string | undefined> {
      for (;;) {
        const [topic] = await admin.fetchOffsets({ groupId: ID, topics: [TOPIC] })
        const offset = topic?.partitions.find(({ partition }) => partition === 0)?.offset
        if (offset !== old) return offset
      }
    }
  },
}
