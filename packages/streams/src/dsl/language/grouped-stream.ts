/** The records of a stream, those of one key together, about to be aggregated. */
import type { GroupedParts } from '../graph/parts.ts'
import type { internals } from './internals.ts'

export interface KGroupedStream<K, V> {
  readonly [internals]: GroupedParts<K, V>
}
