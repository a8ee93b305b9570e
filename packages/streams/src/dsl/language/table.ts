/**
 * A table: the latest value of each key. A record is the new value of its key, null deletes. Whatever is called on
 * it makes a new table (or a stream of changes) and leaves this one as it is. Functions are given the value first.
 */
import type { TableParts } from '../graph/parts.ts'
import type { internals } from './internals.ts'
import type { Named } from './options.ts'
import type { KStream } from './stream.ts'

export interface KTable<K, V> {
  readonly [internals]: TableParts<K, V>

  /** The name of the store by which the table can be queried; null if it cannot. */
  readonly queryableStoreName: string | null

  /** The table's changes as a stream; a deletion is a null value. */
  toStream(options?: Named): KStream<K, V | null>
}
