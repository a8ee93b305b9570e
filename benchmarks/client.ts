/**
 * The client beside the others that Node has: against our broker in a process of its own, and with `--peer` against
 * Apache Kafka as well.
 */
import { Kafka, logLevel } from 'kafkajs'
import { type Contender, startKafka, startOurs } from './broker/contenders.ts'
import { consumeRuns } from './client/consume.ts'
import { produceRuns } from './client/produce.ts'
import type { Comparison, Subject } from './measure.ts'

const PARTITION_COUNTS = [1, 10]
/** The runs write without end: about so much is kept of a partition. */
const SEGMENT_BYTES = 32 * 1024 ** 2

export async function clientSubject({ hasPeer }: { hasPeer: boolean }): Promise<Subject> {
  const contenders = [await startOurs(), ...(hasPeer ? [await startKafka()] : [])]
  const comparisons: Comparison[] = []
  const closing: (() => Promise<void>)[] = []
  for (const contender of contenders) {
    const { address } = contender
    const runs = [
      await produceRuns(address, await createTopics(contender, 'produced')),
      await consumeRuns(address, await createTopics(contender, 'consumed')),
    ]
    const where = contender.name === 'ours' ? '' : ` (${contender.name})`
    for (const { comparisons: ours, close } of runs) {
      closing.push(close)
      comparisons.push(...ours.map((one) => ({ ...one, name: `${one.name}${where}` })))
    }
  }
  return {
    name: 'client',
    comparisons,
    async close() {
      for (const close of closing) await close()
      for (const one of contenders) await one.end()
    },
  }
}

/** A topic for each number of partitions. */
async function createTopics({ address }: Contender, name: string): Promise<Map<number, string>> {
  const admin = new Kafka({ brokers: [address], logLevel: logLevel.ERROR }).admin()
  await admin.connect()
  const topics = new Map(PARTITION_COUNTS.map((count) => [count, `${name}-${count}`]))
  await admin.createTopics({
    waitForLeaders: true,
    topics: Array.from(topics, ([numPartitions, topic]) => ({
      topic,
      numPartitions,
      replicationFactor: 1,
      configEntries: [
        { name: 'segment.bytes', value: String(SEGMENT_BYTES) },
        { name: 'retention.bytes', value: String(SEGMENT_BYTES) },
      ],
    })),
  })
  await admin.disconnect()
  return topics
}
