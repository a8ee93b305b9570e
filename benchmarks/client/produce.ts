/**
 * How many records of 100 bytes a second a producer delivers, all replicas having them, beside kafkajs and
 * platformatic/kafka: against one broker in a process of its own. Ours is idempotent, as it is by default; the peers
 * are not, since that would have them wait for each request, and are handed batches that exist already.
 */
import { Producer } from '@millrace/core'
import { Producer as PlatformaticProducer, stringSerializers } from '@platformatic/kafka'
import { Kafka, logLevel } from 'kafkajs'
import type { Comparison } from '../measure.ts'

const RECORDS_A_RUN = 60_000
/** What the peers get at a time, and how many such requests they may have under way: the best of those tried. */
const PEER_BATCH = 1_000
const PEER_CONCURRENCY = 4
const TIMES_PEER = 3

const keys = Array.from({ length: PEER_BATCH }, (_, index) => `key-${String(index).padStart(6, '0')}`)
const values = keys.map((_, index) => `{"index":${index},"note":"`.padEnd(88, 'millrace ').concat('"}'))

export interface ProduceRuns {
  readonly comparisons: readonly Comparison[]
  close(): Promise<void>
}

/** `topics` by their number of partitions; they exist. */
export async function produceRuns(address: string, topics: ReadonlyMap<number, string>): Promise<ProduceRuns> {
  const ours = new Producer({ brokers: [address], lingerMs: 1 })
  const kafkajs = new Kafka({ brokers: [address], logLevel: logLevel.ERROR }).producer({
    allowAutoTopicCreation: false,
  })
  const platformatic = new PlatformaticProducer({
    clientId: 'bench',
    bootstrapBrokers: [address],
    serializers: stringSerializers,
  })
  await kafkajs.connect()
  const comparisons = Array.from(topics, ([partitions, topic]) => ({
    name: `produce, ${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`,
    unit: 'records',
    ours: () => sendAll(ours, topic),
    peers: {
      kafkajs: () => {
        const messages = keys.map((key, index) => ({ key, value: values[index] ?? '' }))
        return concurrently(() => kafkajs.send({ topic, messages, acks: -1 }))
      },
      'platformatic/kafka': () => {
        const messages = keys.map((key, index) => ({ topic, key, value: values[index] ?? '' }))
        return concurrently(() => platformatic.send({ messages, acks: -1 }))
      },
    },
    bars: [
      { timesPeer: TIMES_PEER, peer: 'kafkajs' },
      { timesPeer: TIMES_PEER, peer: 'platformatic/kafka' },
    ],
  }))
  const close = async () => {
    await Promise.all([ours.close(), kafkajs.disconnect(), platformatic.close()])
  }
  return { comparisons, close }
}

async function sendAll(producer: Producer, topic: string): Promise<number> {
  for (let index = 0; index < RECORDS_A_RUN; index += 1) {
    const at = index % PEER_BATCH
    if (!producer.send({ topic, key: keys[at] ?? '', value: values[at] ?? '' })) await producer.ready()
  }
  await producer.flush()
  return RECORDS_A_RUN
}

/** As many batches as make a run, so many at a time. */
async function concurrently(send: () => Promise<unknown>): Promise<number> {
  let left = RECORDS_A_RUN / PEER_BATCH
  const worker = async () => {
    while (left > 0) {
      left -= 1
      await send()
    }
  }
  await Promise.all(Array.from({ length: PEER_CONCURRENCY }, worker))
  return RECORDS_A_RUN
}
