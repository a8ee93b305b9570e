/** Rows as caches give them out. */
import type { RecordContext } from '../../record/record-context.ts'

/** A row as a cache shows it; null where the cache knows that there is none. */
export interface CachedRow {
  readonly key: Buffer
  readonly value: Buffer | null
}

/** A row that is written out: what it holds now, and the record that wrote it last. */
export interface DirtyRow extends CachedRow {
  readonly context: RecordContext
}
