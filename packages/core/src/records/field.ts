/**
 * Keys and values as they are written: a varint length, -1 for null, and the bytes. Text may be
 * given as it is, and goes out as UTF-8 without a buffer of its own in between. (Half a surrogate
 * pair has no UTF-8: U+FFFD goes out in its place.)
 */
import { EncodeError, glimpse } from '../bytes/errors.ts'
import { varintSize } from '../bytes/varint.ts'

/** What may be written as a key or a value. */
export type Field = Uint8Array | string | null

/** Makes something of the bytes from `start` to `end`, in which a key or value lies. */
export type FieldReader<T> = (bytes: Buffer, start: number, end: number) => T

/** Bytes that the content of a field takes; -1 for null. */
export function contentLength(field: Field): number {
  if (field === null) return -1
  if (typeof field === 'string') return Buffer.byteLength(field)
  if (field instanceof Uint8Array) return field.length
  throw new EncodeError({ code: 'BAD_VALUE', expected: 'bytes, text or null', found: glimpse(field) })
}

/** Bytes that a field with content of this length takes. */
export function fieldSize(contentLength: number): number {
  return contentLength === -1 ? 1 : varintSize(contentLength) + contentLength
}
