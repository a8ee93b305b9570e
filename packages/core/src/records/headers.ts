/**
 * The headers of a record: an ordered list, in which keys may repeat and values may be null. A
 * header's key is text; bytes of it that are not UTF-8 read as U+FFFD, as they do in Java.
 */
import { EncodeError, glimpse } from '../bytes/errors.ts'
import { Reader } from '../bytes/reader.ts'
import { varintSize } from '../bytes/varint.ts'
import { contentLength, type Field, fieldSize } from './field.ts'

export interface RecordHeader {
  readonly key: string
  readonly value: Buffer | null
}

/** A header to be written. */
export interface HeaderToWrite {
  readonly key: string
  readonly value: Field
}

const NO_HEADERS: readonly RecordHeader[] = Object.freeze([])

/** Reads `count` headers at `start`. Their lengths must have been checked: the cursor has done so. */
export function readHeaders(bytes: Buffer, start: number, count: number): readonly RecordHeader[] {
  if (count === 0) return NO_HEADERS
  const reader = new Reader(bytes, start)
  const headers: RecordHeader[] = []
  for (let index = 0; index < count; index++) {
    const key = reader.view(reader.varint()).toString()
    const length = reader.varint()
    headers.push({ key, value: length < 0 ? null : reader.view(length) })
  }
  return headers
}

/** Bytes that headers take, their count included. */
export function headersSize(headers: readonly HeaderToWrite[]): number {
  let size = varintSize(headers.length)
  for (const { key, value } of headers) {
    if (typeof key !== 'string') {
      throw new EncodeError({ code: 'BAD_VALUE', path: 'headers', expected: 'text as key', found: glimpse(key) })
    }
    size += fieldSize(contentLength(key)) + fieldSize(contentLength(value))
  }
  return size
}
