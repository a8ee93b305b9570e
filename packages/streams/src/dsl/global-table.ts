/** Global tables, as the graph makes them. */
import type { GlobalTableParts } from './graph/parts.ts'
import type { GlobalKTable } from './language/global-table.ts'
import { internals } from './language/internals.ts'

export class GraphGlobalTable<K, V> implements GlobalKTable<K, V> {
  readonly [internals]: GlobalTableParts<K, V>
  readonly queryableStoreName: string | null

  constructor(parts: GlobalTableParts<K, V>, queryableStoreName: string | null) {
    this[internals] = parts
    this.queryableStoreName = queryableStoreName
  }
}
