/**
 * A stream: records one after the other, each a fact of its own. Whatever is called on it makes a new stream (or a
 * table) and leaves this one as it is. Functions are given the value first, then the key.
 */

import type { Predicate } from '../../processor/operators/filter.ts'
import type { KeySelector, KeyValueMapper } from '../../processor/operators/map.ts'
import type { ValueMapper } from '../../processor/operators/map-values.ts'
import type { Action } from '../../processor/operators/peek.ts'
import type { TargetOf } from '../../topology/topic.ts'
import type { StreamParts } from '../graph/parts.ts'
import type { internals } from './internals.ts'
import type { Named, Produced } from './options.ts'

export interface KStream<K, V> {
  readonly [internals]: StreamParts<K, V>

  /** The records for which the predicate holds. */
  filter(predicate: Predicate<K, V>, options?: Named): KStream<K, V>

  /** The records for which the predicate does not hold. */
  filterNot(predicate: Predicate<K, V>, options?: Named): KStream<K, V>

  /** Each record with a new value; its key stays, so that nothing has to be repartitioned. */
  mapValues<V2>(mapper: ValueMapper<K, V, V2>, options?: Named): KStream<K, V2>

  /** Each record with a new key and value. What needs records of one key together repartitions behind this. */
  map<K2, V2>(mapper: KeyValueMapper<K, V, K2, V2>, options?: Named): KStream<K2, V2>

  /** Each record with a new key. What needs records of one key together repartitions behind this. */
  selectKey<K2>(selector: KeySelector<K, V, K2>, options?: Named): KStream<K2, V>

  /** Looks at each record and hands it on. */
  peek(action: Action<K, V>, options?: Named): KStream<K, V>

  /** Looks at each record, and ends there. */
  forEach(action: Action<K, V>, options?: Named): void

  /** The records of both, in no particular order. */
  merge(other: KStream<K, V>, options?: Named): KStream<K, V>

  /** Writes the records to a topic. */
  to(topic: TargetOf<K, V>, options?: Produced<K, V>): void
}
