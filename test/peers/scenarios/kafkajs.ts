/** What the kafkajs scenarios share: a client that says nothing by itself, and reading a topic to its end. */
import { type Admin, type ITopicConfig, Kafka, logLevel } from 'kafkajs'
import type { Place } from '../scenario.ts'

export function kafkajs({ address }: Place, clientId = 'peers'): Kafka {
  return new Kafka({
    clientId,
    brokers: [address],
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, retries: 8 },
  })
}

export interface Seen {
  readonly partition: number
  readonly offset: string
  readonly key: string | null
  readonly value: string | null
  readonly headers: Readonly<Record<string, string>>
}

interface ReadOptions {
  readonly topic: string
  readonly groupId: string
  readonly count: number
  readonly isReadCommitted?: boolean
}

/** Reads until `count` records have come, in the order of partition and offset. */
export async function readRecords(kafka: Kafka, options: ReadOptions): Promise<Seen[]> {
  const { topic, groupId, count, isReadCommitted = true } = options
  const consumer = kafka.consumer({ groupId, readUncommitted: !isReadCommitted, maxWaitTimeInMs: 100 })
  const seen: Seen[] = []
  await consumer.connect()
  await consumer.subscribe({ topics: [topic], fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        eachMessage: async ({ partition, message }) => {
          const { offset, key, value, headers = {} } = message
          const texts = Object.entries(headers).map(([name, text]) => [name, String(text)])
          const text = (bytes: Buffer | null) => bytes?.toString() ?? null
          seen.push({ partition, offset, key: text(key), value: text(value), headers: Object.fromEntries(texts) })
          if (seen.length === count) resolve()
        },
      })
      .catch(reject)
  })
  await consumer.disconnect()
  return seen.sort((one, other) => one.partition - other.partition || Number(one.offset) - Number(other.offset))
}

/** Creates a topic, and waits until all of its partitions are led, which on Apache Kafka takes a moment. */
export async function createTopic(admin: Admin, topic: ITopicConfig): Promise<void> {
  await admin.createTopics({ topics: [topic] })
  await untilLed(admin, topic.topic)
}

export async function untilLed(admin: Admin, topic: string): Promise<void> {
  while ((await failureOf(() => admin.fetchTopicOffsets(topic))) !== 'none');
}

/** The name of the error that a call fails with, as kafkajs calls it. */
export async function failureOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call()
    return 'none'
  } catch (problem) {
    let cause = problem as { type?: string; name: string; errors?: { type?: string }[]; cause?: unknown }
    while (cause.type === undefined && cause.cause instanceof Error) cause = cause.cause as typeof cause
    return cause.errors?.map(({ type }) => type).join(',') ?? cause.type ?? cause.name
  }
}
