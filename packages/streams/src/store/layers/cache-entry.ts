/**
 * One row in a cache: the bytes that hold, and where they came from. Its size is what Java counts for it, so that both
 * give rows away at the same moment.
 */
import type { RecordContext } from '../../record/record-context.ts'
import { ownBytes } from '../memory/own-bytes.ts'
import { none } from '../memory/row-table.ts'

/** A row that is written out: what it holds now, and the record that wrote it last. */
export interface DirtyRow {
  readonly key: Buffer
  readonly value: Buffer | null
  readonly context: RecordContext
}

/** A row as a cache shows it; null where the cache knows that there is none. */
export interface CachedRow {
  readonly key: Buffer
  readonly value: Buffer | null
}

/** Java counts so much for the node, its entry, and the context's numbers. */
const entryBytes = 24 + 1 + 20

export class CacheEntry implements CachedRow {
  readonly key: Buffer
  /** Null for a deletion. */
  value: Buffer | null = null
  /** The record that wrote the row; null for rows that do not wait. */
  context: RecordContext | null = null
  isDirty = false
  bytes: number
  /** The number of its row, as long as it is in the cache. */
  row = none

  constructor(key: Buffer, value: Buffer | null, context: RecordContext | null) {
    this.key = ownBytes(key)
    this.bytes = 0
    this.set(value, context)
  }

  set(value: Buffer | null, context: RecordContext | null): void {
    this.value = value === null ? null : ownBytes(value)
    this.context = context === null || context.headers.length === 0 ? context : withOwnHeaders(context)
    this.bytes = bytesOf(this.key, value, context)
  }

  /** The row was written out, and nobody asks for its record any more; it counts as before, as in Java. */
  forgetRecord(): void {
    this.context = null
  }
}

function withOwnHeaders(context: RecordContext): RecordContext {
  const headers = context.headers.map(({ key, value }) => ({ key, value: value === null ? null : ownBytes(value) }))
  return { ...context, headers }
}

function bytesOf(key: Buffer, value: Buffer | null, context: RecordContext | null): number {
  let bytes = entryBytes + key.length + (value === null ? 0 : value.length)
  if (context === null) return bytes
  if (context.topic !== null) bytes += context.topic.length
  for (const header of context.headers) bytes += header.key.length + (header.value === null ? 0 : header.value.length)
  return bytes
}
