/**
 * The ground that all stores stand on: rows of bytes under keys of bytes, in the unsigned order of the keys. What
 * kinds of stores there are is a matter of what their keys and values say; where rows lie is this interface's.
 * Nobody changes a buffer that went in or came out, and no buffer that came out changes by later writes.
 */
import type { Cursor } from './cursor.ts'
import type { KeyValueRow, Order } from './store-iterator.ts'

/** Which rows are wanted. An end that is missing or null is open; `to` belongs to the range, `before` does not. */
export interface ByteRange {
  readonly from?: Buffer | null
  readonly to?: Buffer | null
  readonly before?: Buffer | null
  readonly order?: Order
}

/** Whether a key belongs to a range, in whatever order that is walked. */
export function isWithin(key: Buffer, { from, to, before }: ByteRange): boolean {
  if (from != null && key.compare(from) < 0) return false
  if (to != null && key.compare(to) > 0) return false
  return before == null || key.compare(before) < 0
}

/** Whether a range has no ends. */
export function isEverything({ from, to, before }: ByteRange): boolean {
  return from == null && to == null && before == null
}

/** The first key after all that begin with these bytes; null if there is none. */
export function firstAfter(prefix: Buffer): Buffer | null {
  let length = prefix.length
  while (length > 0 && prefix[length - 1] === 0xff) length -= 1
  if (length === 0) return null
  const after = Buffer.from(prefix.subarray(0, length))
  after[length - 1] = (after[length - 1] as number) + 1
  return after
}

export type ByteRow = KeyValueRow<Buffer, Buffer>

/** What the layers of a store over its rows offer each other. */
export interface ByteRows {
  readonly size: number
  get(key: Buffer): Buffer | null
  put(key: Buffer, value: Buffer): void
  delete(key: Buffer): void
  /**
   * Rows that were there when the walk began, with the values that they have when they are reached; those
   * that have been deleted meanwhile are left out, those that came later are not seen.
   */
  range(range: ByteRange): Cursor<ByteRow>
}

export interface ByteMap extends ByteRows {
  deleteRange(range: ByteRange): void
  clear(): void
}
