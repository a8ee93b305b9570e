/** A record that its source cannot read: what its owner is told, who judges it. */
import type { DeserializationFailure } from '../failure/failure.ts'
import type { IncomingRecords } from './incoming-records.ts'

export interface Unreadable {
  /** They stand at the record. */
  readonly records: IncomingRecords
  /** The source. */
  readonly node: string
  readonly part: 'key' | 'value'
  readonly cause: unknown
}

export function unreadableFailure({ records, node, part, cause }: Unreadable, taskId: string): DeserializationFailure {
  const { topic, partition, record } = records
  const { offset, timestamp } = record
  const bytes = { rawKey: record.readKey(view), rawValue: record.readValue(view) }
  const place = { node, taskId, topic, partition, offset, timestamp, headers: record.headers(), ...bytes }
  return { kind: 'deserialization', ...place, flushedStore: null, part, cause }
}

function view(bytes: Buffer, start: number, end: number): Buffer {
  return bytes.subarray(start, end)
}
