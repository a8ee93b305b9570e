/** What the platformatic/kafka scenarios share: its classes with text as keys and values, and reading to an end. */
import {
  Admin,
  Consumer,
  type Message,
  MessagesStreamModes,
  Producer,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka'
import type { Place } from '../scenario.ts'

const READ_COMMITTED = 1
const READ_UNCOMMITTED = 0

type Text = Message<string, string, string, string>

const base = ({ address }: Place) => ({ clientId: 'peers', bootstrapBrokers: [address], retryDelay: 50 })

export function newAdmin(place: Place): Admin {
  return new Admin(base(place))
}

export function newProducer(place: Place, options: { idempotent?: boolean; transactionalId?: string } = {}) {
  return new Producer({ ...base(place), serializers: stringSerializers, autocreateTopics: false, ...options })
}

export function newConsumer(place: Place, groupId: string) {
  const timing = {
    maxWaitTime: 100,
    minBytes: 1,
    heartbeatInterval: 100,
    sessionTimeout: 10_000,
    rebalanceTimeout: 10_000,
  }
  return new Consumer({ ...base(place), groupId, deserializers: stringDeserializers, autocommit: false, ...timing })
}

/** Creates a topic, and waits until all of its partitions answer, which on Apache Kafka takes a moment. */
export async function createTopic(admin: Admin, name: string, partitionCount: number): Promise<void> {
  await admin.createTopics({ topics: [name], partitions: partitionCount, replicas: 1 })
  const partitions = Array.from({ length: partitionCount }, (_, partitionIndex) => ({ partitionIndex, timestamp: -1n }))
  while ((await failureOf(() => admin.listOffsets({ topics: [{ name, partitions }] }))) !== 'none');
}

interface ReadOptions {
  readonly topic: string
  readonly groupId: string
  readonly count: number
  readonly isReadCommitted?: boolean
}

/** Reads until `count` records have come, in the order of partition and offset. */
export async function readTexts(place: Place, options: ReadOptions): Promise<Text[]> {
  const { topic, groupId, count, isReadCommitted = true } = options
  const consumer = newConsumer(place, groupId)
  const isolationLevel = isReadCommitted ? READ_COMMITTED : READ_UNCOMMITTED
  const stream = await consumer.consume({ topics: [topic], mode: MessagesStreamModes.EARLIEST, isolationLevel })
  const seen: Text[] = []
  for await (const message of stream) {
    seen.push(message)
    if (seen.length === count) break
  }
  await consumer.close(true)
  return seen.sort((one, other) => one.partition - other.partition || Number(one.offset - other.offset))
}

/** The protocol's name of the error that a call fails with. */
export async function failureOf(call: () => Promise<unknown>): Promise<string> {
  try {
    await call()
    return 'none'
  } catch (problem) {
    return idOf(problem) ?? (problem as Error).name
  }
}

function idOf(problem: unknown): string | undefined {
  if (!(problem instanceof Error)) return undefined
  if ('apiId' in problem && typeof problem.apiId === 'string') return problem.apiId
  const causes = [...(problem instanceof AggregateError ? problem.errors : []), problem.cause]
  return causes.map(idOf).find((id) => id !== undefined)
}
