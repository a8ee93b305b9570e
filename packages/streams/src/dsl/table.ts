/** Tables, as the graph makes them: each call takes its name, adds its step, and says what is known of the result. */
import { tableToStream } from '../processor/operators/table-to-stream.ts'
import type { TableParts } from './graph/parts.ts'
import { ProcessorStep } from './graph/processor-step.ts'
import { internals } from './language/internals.ts'
import type { Named } from './language/options.ts'
import type { KStream } from './language/stream.ts'
import type { KTable } from './language/table.ts'

export class GraphTable<K, V> implements KTable<K, V> {
  readonly [internals]: TableParts<K, V>

  constructor(parts: TableParts<K, V>) {
    this[internals] = parts
  }

  get queryableStoreName(): string | null {
    return this[internals].queryableStoreName
  }

  toStream(options: Named = {}): KStream<K, V | null> {
    const { graph, node: parent, keySerde, valueSerde, sources } = this[internals]
    const name = graph.nameOr(options.name, 'KTABLE-TOSTREAM-')
    const node = graph.add(parent, new ProcessorStep(name, { supplier: tableToStream<K, V>() }))
    return graph.make.stream<K, V | null>({ graph, node, name, keySerde, valueSerde, sources, needsRepartition: false })
  }
}
