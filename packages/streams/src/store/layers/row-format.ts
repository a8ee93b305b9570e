/**
 * How a value lies in a store and in its changelog. Plain values are the same in both. A timestamped value has its
 * time before it in the store, and in the changelog the record's time is it; a value that keeps its headers has
 * them before the time, and in the changelog they are the record's.
 */
import { type Headers, noHeaders } from '../../record/headers.ts'
import type { RecordContext } from '../../record/record-context.ts'
import { readInt64, writeInt64 } from '../../serde/int64.ts'
import { decoderOf, type Encoded, encoderOf, type Serde } from '../../serde/serde.ts'
import { timeBytes } from '../../serde/window-bytes.ts'
import type { ValueAndTimestamp } from '../contract/key-value-store.ts'
import type { LoggedChange, RestoredRecord } from '../contract/state-store.ts'
import { readHeaders, sizeOfHeaders, skipHeaders, writeHeaders } from './header-bytes.ts'

export interface RowFormat<V> {
  write(value: V): Buffer
  read(row: Buffer): V
  /** What the changelog is told of a row; null is a deletion, by the record that is being processed. */
  toChangelog(key: Buffer, row: Buffer | null, context: RecordContext): LoggedChange
  /** The row that a record of the changelog stands for. */
  fromChangelog(record: RestoredRecord): Buffer | null
}

/**
 * Values as their serde has them. `logsHeaders` is for stores of joins, whose changelogs hold the headers of the
 * records that write them, and whose rows do not.
 */
export function plainFormat<V>(value: Serde<V>, { logsHeaders = false } = {}): RowFormat<V> {
  return {
    write: (given) => value.serialize(given),
    read: (row) => value.deserialize(row),
    toChangelog: (key, row, { timestamp, headers }) => ({
      key,
      value: row,
      timestamp,
      headers: logsHeaders ? headers : noHeaders,
    }),
    fromChangelog: (record) => record.value(),
  }
}

/** Eight bytes of time, then the value. */
export function timestampedFormat<V>(value: Serde<V>): RowFormat<ValueAndTimestamp<V>> {
  const encode = encoderOf(value)
  const decode = decoderOf(value)
  return {
    write: (given) => timedRow(encode(given.value), given.timestamp),
    read: (row) => ({ value: decode(row, timeBytes, row.length), timestamp: readInt64(row, 0) }),
    toChangelog(key, row, { timestamp }) {
      if (row === null) return { key, value: null, timestamp, headers: noHeaders }
      return { key, value: row.subarray(timeBytes), timestamp: readInt64(row, 0), headers: noHeaders }
    },
    fromChangelog(record) {
      const plain = record.value()
      return plain === null ? null : timedRow(plain, record.timestamp)
    },
  }
}

/** The headers with their length before them, eight bytes of time, then the value. */
export function timestampedFormatWithHeaders<V>(value: Serde<V>): RowFormat<ValueAndTimestamp<V>> {
  return {
    write: (given) =>
      headedRow(value.serialize(given.value), { timestamp: given.timestamp, headers: given.headers ?? noHeaders }),
    read(row) {
      const at = skipHeaders(row)
      const plain = row.subarray(at + timeBytes)
      return { value: value.deserialize(plain), timestamp: readInt64(row, at), headers: readHeaders(row) }
    },
    toChangelog(key, row, { timestamp, headers }) {
      if (row === null) return { key, value: null, timestamp, headers }
      const at = skipHeaders(row)
      return { key, value: row.subarray(at + timeBytes), timestamp: readInt64(row, at), headers: readHeaders(row) }
    },
    fromChangelog(record) {
      const plain = record.value()
      return plain === null ? null : headedRow(plain, { timestamp: record.timestamp, headers: record.headers() })
    },
  }
}

function timedRow(plain: Encoded, timestamp: number): Buffer {
  const isText = typeof plain === 'string'
  const row = Buffer.allocUnsafe(timeBytes + (isText ? Buffer.byteLength(plain) : plain.length))
  writeInt64(row, timestamp, 0)
  if (isText) row.write(plain, timeBytes)
  else row.set(plain, timeBytes)
  return row
}

function headedRow(plain: Buffer, { timestamp, headers }: { timestamp: number; headers: Headers }): Buffer {
  const headersBytes = sizeOfHeaders(headers)
  const row = Buffer.allocUnsafe(headersBytes + timeBytes + plain.length)
  writeHeaders(headers, row)
  writeInt64(row, timestamp, headersBytes)
  row.set(plain, headersBytes + timeBytes)
  return row
}
