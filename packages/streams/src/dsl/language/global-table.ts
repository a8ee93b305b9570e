/**
 * A global table: all rows of a topic, at every instance of the application. A stream can be joined with it by any
 * key that its records have, without being repartitioned. It is not in step with the streams: a record meets the
 * rows that have arrived so far.
 *
 * ```ts
 * const countries = builder.globalTable(countriesTopic)
 * orders.join(countries, (order, country) => ({ ...order, country }), { by: (order) => order.countryCode })
 * ```
 */
import type { StoreName } from '../../store/contract/store-name.ts'
import type { GlobalTableParts } from '../graph/parts.ts'
import type { internals } from './internals.ts'

export interface GlobalKTable<K, V> {
  readonly [internals]: GlobalTableParts<K, V>

  /** The name of the store by which the table can be queried; null if the program gave it none. */
  readonly queryableStoreName: StoreName<K, V> | null
}
