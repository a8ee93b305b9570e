/**
 * Producers that deliver records of 100 bytes, all replicas having them: ours and those of kafkajs and
 * platformatic/kafka. Ours is idempotent, as it is by default; the peers are not, since that would have them wait for
 * each request, and are handed batches that exist already.
 */
import { Producer } from '@millrace/core'
import { Producer as PlatformaticProducer, stringSerializers } from '@platformatic/kafka'
import { Kafka, logLevel } from 'kafkajs'
import type { Ground, Load } from './ground.ts'

const RECORDS_A_RUN = 60_000
/** What the peers get at a time, and how many such requests they may have under way: the best of those tried. */
const PEER_BATCH = 1_000
const PEER_CONCURRENCY = 4

const keys = Array.from({ length: PEER_BATCH }, (_, index) => `key-${String(index).padStart(6, '0')}`)
const values = keys.map((_, index) => `{"index":${index},"note":"`.padEnd(88, 'millrace ').concat('"}'))

const senders: Readonly<Record<string, (ground: Ground) => Load | Promise<Load>>> = {
  ours,
  kafkajs: kafkajsBatches,
  'platformatic/kafka': platformaticBatches,
}

export async function produceLoad(way: string, ground: Ground): Promise<Load> {
  const load = await senders[way]?.(ground)
  if (load === undefined) throw new Error(`no producer is called ${way}`)
  return load
}

function ours({ address, topic }: Ground): Load {
  const producer = new Producer({ brokers: [address], lingerMs: 1 })
  const run = async () => {
    for (let index = 0; index < RECORDS_A_RUN; index += 1) {
      const at = index % PEER_BATCH
      if (!producer.send({ topic, key: keys[at] ?? '', value: values[at] ?? '' })) await producer.ready()
    }
    await producer.flush()
    return RECORDS_A_RUN
  }
  return { run, close: () => producer.close() }
}

async function kafkajsBatches({ address, topic }: Ground): Promise<Load> {
  const kafka = new Kafka({ brokers: [address], logLevel: logLevel.ERROR })
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await producer.connect()
  const run = () => {
    const messages = keys.map((key, index) => ({ key, value: values[index] ?? '' }))
    return concurrently(() => producer.send({ topic, messages, acks: -1 }))
  }
  return { run, close: () => producer.disconnect() }
}

function platformaticBatches({ address, topic }: Ground): Load {
  const producer = new PlatformaticProducer({
    clientId: 'bench',
    bootstrapBrokers: [address],
    serializers: stringSerializers,
  })
  const run = () => {
    const messages = keys.map((key, index) => ({ topic, key, value: values[index] ?? '' }))
    return concurrently(() => producer.send({ messages, acks: -1 }))
  }
  return { run, close: () => producer.close() }
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
