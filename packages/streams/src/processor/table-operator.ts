/**
 * The node that makes a table: how its processor is made, how others look up its values, and whether it tells the
 * old value beside the new one. Old values cost a look-up for each change, so they are told only once a child has
 * asked for them, before the topology is built.
 */
import type { Processor } from './processor.ts'
import type { ValueGetterSupplier } from './value-getter.ts'

// biome-ignore lint/suspicious/noExplicitAny: what comes in is the table above's, of which the holder knows nothing
export interface TableOperator<K, V, KIn = any, VIn = any> {
  makeProcessor(): Processor<KIn, VIn, K, unknown>
  view(): ValueGetterSupplier<K, V>
  /**
   * From now on the old value is told with each change.
   *
   * @param force whether a store may be added where there is none that knows old values
   * @returns false if the table has no such store and was not to be given one
   */
  sendOldValues(force: boolean): boolean
}
