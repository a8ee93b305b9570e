/**
 * Makes the objects that users hold, from what the graph knows of them. A stream becomes a table and a table a
 * stream; so that the files of both need not know each other, they make each other through the graph.
 */
import type { KGroupedStream } from '../language/grouped-stream.ts'
import type { KGroupedTable } from '../language/grouped-table.ts'
import type { KStream } from '../language/stream.ts'
import type { KTable } from '../language/table.ts'
import type { GroupedParts, GroupedTableParts, StreamParts, TableParts } from './parts.ts'

export interface Makers {
  stream<K, V>(parts: StreamParts<K, V>): KStream<K, V>
  groupedStream<K, V>(parts: GroupedParts<K, V>): KGroupedStream<K, V>
  groupedTable<K, V>(parts: GroupedTableParts<K, V>): KGroupedTable<K, V>
  table<K, V>(parts: TableParts<K, V>): KTable<K, V>
}
