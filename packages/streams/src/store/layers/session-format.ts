/**
 * How a session's value lies in a store and in its changelog: plain, or with the headers of the record that made it
 * before it, which in the changelog are the record's again.
 */
import { type Headers, noHeaders } from '../../record/headers.ts'
import type { Serde } from '../../serde/serde.ts'
import { readHeaders, sizeOfHeaders, skipHeaders, writeHeaders } from './header-bytes.ts'
import { plainFormat, type RowFormat } from './row-format.ts'

export interface SessionFormat<V> extends Omit<RowFormat<V>, 'write'> {
  write(value: V, headers: Headers): Buffer
  headersOf(row: Buffer): Headers
}

export function plainSessionFormat<V>(value: Serde<V>): SessionFormat<V> {
  return { ...plainFormat(value), headersOf: () => noHeaders }
}

/** The headers with their length before them, then the value. */
export function sessionFormatWithHeaders<V>(value: Serde<V>): SessionFormat<V> {
  return {
    write: (given, headers) => headedRow(value.serialize(given), headers),
    read: (row) => value.deserialize(row.subarray(skipHeaders(row))),
    headersOf: readHeaders,
    toChangelog(key, row, { timestamp, headers }) {
      if (row === null) return { key, value: null, timestamp, headers }
      return { key, value: row.subarray(skipHeaders(row)), timestamp, headers: readHeaders(row) }
    },
    fromChangelog(record) {
      const plain = record.value()
      return plain === null ? null : headedRow(plain, record.headers())
    },
  }
}

function headedRow(plain: Buffer, headers: Headers): Buffer {
  const headersBytes = sizeOfHeaders(headers)
  const row = Buffer.allocUnsafe(headersBytes + plain.length)
  writeHeaders(headers, row)
  row.set(plain, headersBytes)
  return row
}
