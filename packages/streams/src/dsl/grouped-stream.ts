/** Grouped streams, as the graph makes them. */
import type { GroupedParts } from './graph/parts.ts'
import type { KGroupedStream } from './language/grouped-stream.ts'
import { internals } from './language/internals.ts'

export class GraphGroupedStream<K, V> implements KGroupedStream<K, V> {
  readonly [internals]: GroupedParts<K, V>

  constructor(parts: GroupedParts<K, V>) {
    this[internals] = parts
  }
}
