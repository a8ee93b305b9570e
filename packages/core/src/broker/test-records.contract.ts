/** Batches for tests of the data path, and the way to hand them to a broker and get them back. */
import { apis } from '../protocol/apis.ts'
import type { Compression } from '../records/attributes.ts'
import { batches } from '../records/batches.ts'
import { BatchBuilder } from '../records/builder.ts'
import { buildMarker } from '../records/control.ts'
import type { BatchHeader } from '../records/seal.ts'
import type { TestBroker } from './test-broker.contract.ts'
import type { Partition } from './topics/partition.ts'

export const NOW_MS = 1_700_000_000_000

interface BatchFacts extends BatchHeader {
  readonly compression?: Compression
  readonly timestamp?: number
}

/** A batch of records with these values and no keys. */
export function batchOf(values: readonly (string | null)[], facts: BatchFacts = {}): Buffer {
  const { compression, timestamp = NOW_MS, ...header } = facts
  const builder = new BatchBuilder({ compression, alwaysCompress: true, maxBytes: 8 * 1024 ** 2 })
  for (const value of values) builder.tryAppendPair(null, value, timestamp)
  return Buffer.from(builder.build(header))
}

/** The values of records, one batch behind the other; transaction markers are `COMMIT` and `ABORT`. */
export function valuesOf(records: Buffer | null): (string | null)[] {
  const values: (string | null)[] = []
  for (const batch of batches(records ?? Buffer.alloc(0))) {
    const cursor = batch.records()
    while (cursor.next()) values.push(batch.isControl ? markerName(cursor.key()) : cursor.valueText())
  }
  return values
}

interface Produced {
  readonly topic?: string
  readonly index?: number
  readonly version?: number
  readonly acks?: number
  readonly transactionalId?: string | null
}

/** Produces to a partition, by default the first of `orders`, and gives what is answered for it. */
export async function produceTo(broker: TestBroker, records: Buffer | null, produced: Produced = {}) {
  const { topic = 'orders', index = 0, version = 12, acks = -1, transactionalId = null } = produced
  const topicId = broker.broker.parts.topics.get(topic)?.id
  const topicData = [{ name: topic, topicId, partitionData: [{ index, records }] }]
  const body = { transactionalId, acks, timeoutMs: 1_000, topicData }
  const { responses } = await broker.ask(apis.produce, { version, body })
  const answer = responses[0]?.partitionResponses[0]
  if (answer === undefined) throw new Error('expected an answer for the partition, found none')
  return answer
}

/** A broker's `orders`, with so many partitions. */
export async function createOrders(broker: TestBroker, partitionCount = 1, configs = new Map<string, string>()) {
  return await broker.broker.parts.topics.create({ name: 'orders', partitionCount, configs })
}

/** Writes to a partition in a transaction, or ends it, as its coordinator would. */
export function writeInTransaction(partition: Partition, producerId: number) {
  let baseSequence = 0
  const end = (type: 'COMMIT' | 'ABORT') => {
    const marker = buildMarker({ type, coordinatorEpoch: 0, producerId, producerEpoch: 0, timestamp: NOW_MS })
    partition.append(marker, { origin: 'coordinator' })
  }
  return {
    write(...values: string[]): void {
      const facts = { producerId, producerEpoch: 0, baseSequence, isTransactional: true }
      partition.append(batchOf(values, facts), { origin: 'client' })
      baseSequence += values.length
    },
    commit: () => end('COMMIT'),
    abort: () => end('ABORT'),
  }
}

function markerName(key: Buffer | null): string {
  return key?.readInt16BE(2) === 1 ? 'COMMIT' : 'ABORT'
}
