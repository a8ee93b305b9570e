/** What the graph knows of the streams and tables that users hold. */
import type { TableOperator } from '../../processor/table-operator.ts'
import type { ValueGetterSupplier } from '../../processor/value-getter.ts'
import type { Serde } from '../../serde/serde.ts'
import type { Graph } from './graph.ts'
import type { GraphNode } from './graph-node.ts'

interface Parts<K, V> {
  readonly graph: Graph
  /** The call that made it. */
  readonly node: GraphNode
  /** The name of the node that its records come from. */
  readonly name: string
  /** Null where none is known (any more). */
  readonly keySerde: Serde<K> | null
  readonly valueSerde: Serde<V> | null
  /** The names of the sources that its records come from without passing another topic. */
  readonly sources: ReadonlySet<string>
}

export interface StreamParts<K, V> extends Parts<K, V> {
  /** Keys have changed since the last topic, so that records may lie in partitions where others would look for them. */
  readonly needsRepartition: boolean
}

export interface TableParts<K, V> extends Parts<K, V> {
  readonly operator: TableOperator<K, V>
  /** The store by which it can be queried; null if it has none, or none of its own. */
  readonly queryableStoreName: string | null
}

/** What is grouped are changes, under their new keys. */
export interface GroupedTableParts<K, V> extends Parts<K, V> {
  /** What the repartition topic is called after; null for the store that the changes are aggregated in. */
  readonly repartitionName: string | null
}

export interface GlobalTableParts<K, V> {
  readonly storeName: string
  /** How a join finds its rows. */
  readonly view: ValueGetterSupplier<K, V>
}

export interface GroupedParts<K, V> extends StreamParts<K, V> {
  /** What a repartition topic is called after; null for the store that the records are aggregated in. */
  readonly repartitionName: string | null
}
