/** What all clients are put on: a topic of a broker, records of 100 bytes, and the way a load is run. */
import { Producer } from '@millrace/core'
import { apis } from '@millrace/core/protocol'
import { Wire } from '../broker/wire.ts'

export interface Ground {
  readonly address: string
  readonly topic: string
  readonly partitions: number
}

/** A client that is connected and at work whenever it is told to run. */
export interface Load {
  /** Does it once, and says of how many records. */
  readonly run: () => Promise<number>
  readonly close: () => Promise<unknown>
}

/** What a topic that is read holds. */
const FILLED_RECORDS = 600_000
export const VALUE_BYTES = 88
const KEYS = 10_000
/** The runs write without end: about so much is kept of a partition. Enough for what is filled. */
const SEGMENT_BYTES = 128 * 1024 ** 2
const CREATE_VERSION = 7

export async function createTopic({ address, topic, partitions }: Ground): Promise<void> {
  const wire = await Wire.connect(address)
  const configs = ['segment.bytes', 'retention.bytes'].map((name) => ({ name, value: String(SEGMENT_BYTES) }))
  const topics = [{ name: topic, numPartitions: partitions, replicationFactor: 1, assignments: [], configs }]
  const answer = await wire.ask(apis.createTopics, CREATE_VERSION, { topics, timeoutMs: 60_000, validateOnly: false })
  wire.close()
  const { errorCode, errorMessage } = answer.topics[0] ?? { errorCode: -1, errorMessage: 'no answer' }
  if (errorCode !== 0) throw new Error(`could not create ${topic}: ${errorCode} ${errorMessage}`)
}

export async function fillTopic({ address, topic }: Ground): Promise<void> {
  await using producer = new Producer({ brokers: [address], lingerMs: 5 })
  const value = `{"note":"${'millrace '.repeat(20)}`.slice(0, VALUE_BYTES)
  for (let index = 0; index < FILLED_RECORDS; index += 1) {
    const key = `key-${String(index % KEYS).padStart(6, '0')}`
    if (!producer.send({ topic, key, value })) await producer.ready()
  }
  await producer.flush()
}
