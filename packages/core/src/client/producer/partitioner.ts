/**
 * Which partition a record goes to where it does not say so itself. By default the key decides, by the hash that
 * Java takes; records without a key stay with one partition until it has got a batch's worth, and then change.
 */
import { murmur2 } from '../../records/murmur2.ts'
import type { TextBuffer } from '../../records/text-buffer.ts'
import type { ProducerRecord, RecordField } from './record.ts'

/**
 * Gives the number of a record's partition, from 0 on; undefined leaves it to the producer, which changes the
 * partition now and then.
 */
export type Partitioner = (record: ProducerRecord, partitionCount: number) => number | undefined

/** As Java's producer: by the key where there is one. */
export const partitionByKey: Partitioner = ({ key }, partitionCount) =>
  key === undefined || key === null ? undefined : partitionOfKey(key, partitionCount)

/** One partition after the other, for each topic, whatever the keys. */
export function roundRobin(): Partitioner {
  const turns = new Map<string, number>()
  return ({ topic }, partitionCount) => {
    const turn = turns.get(topic) ?? 0
    turns.set(topic, (turn + 1) % 0x7fffffff)
    return turn % partitionCount
  }
}

/** Texts up to this many units are hashed without memory of their own; each takes three bytes at the most. */
const SCRATCH_UNITS = 1024
const scratch = Buffer.allocUnsafeSlow(3 * SCRATCH_UNITS) as TextBuffer

/** The partition that Java's default partitioner chooses for a key. */
export function partitionOfKey(key: Exclude<RecordField, null>, partitionCount: number): number {
  return (hashOf(key) & 0x7fffffff) % partitionCount
}

function hashOf(key: Uint8Array | string): number {
  if (typeof key !== 'string') return murmur2(key)
  if (key.length > SCRATCH_UNITS) return murmur2(Buffer.from(key))
  return murmur2(scratch, scratch.utf8Write(key, 0, scratch.length))
}
