/** The bytes of a record as its source reads them; what it cannot read is its owner's to judge. */
import type { DeserializationFailure } from '../failure/failure.ts'
import type { RawRecord } from './raw-record.ts'
import type { SourceNode } from './source-node.ts'

/** A record that its source cannot read. */
export interface Unreadable {
  readonly raw: RawRecord
  readonly node: string
  readonly part: 'key' | 'value'
  readonly cause: unknown
}

export interface KeyAndValue {
  readonly key: unknown
  readonly value: unknown
}

/** @returns null if the record is to be skipped: then `onUnreadable` has returned */
export function readRecord(
  { name, keySerde, valueSerde }: SourceNode,
  raw: RawRecord,
  onUnreadable: (unreadable: Unreadable) => void,
): KeyAndValue | null {
  let part: Unreadable['part'] = 'key'
  try {
    const key = raw.key === null ? null : keySerde.deserialize(raw.key)
    part = 'value'
    return { key, value: raw.value === null ? null : valueSerde.deserialize(raw.value) }
  } catch (cause) {
    onUnreadable({ raw, node: name, part, cause })
    return null
  }
}

export function unreadableFailure({ raw, node, part, cause }: Unreadable, taskId: string): DeserializationFailure {
  const { topic, partition, offset, timestamp, headers, key, value } = raw
  const place = {
    node,
    taskId,
    topic,
    partition,
    offset,
    timestamp,
    headers,
    rawKey: key,
    rawValue: value,
    flushedStore: null,
  }
  return { kind: 'deserialization', ...place, part, cause }
}
