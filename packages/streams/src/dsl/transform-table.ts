/** `transformValues` of a table: its name, its transformers, and its store if it is to be queried. */
import { TransformedTable } from '../processor/operators/transformed-table.ts'
import type { ValueTransformerClass, ValueTransformerSupplier } from '../processor/value-transformer.ts'
import { valueTransformerMaker } from '../topology/processor-maker.ts'
import type { TableParts } from './graph/parts.ts'
import { TransformedTableStep } from './graph/transformed-table-step.ts'
import type { Materialized, Named, Versioned, WithStores } from './language/options.ts'
import type { KTable } from './language/table.ts'
import { Materialization, saysOfStore } from './materialization.ts'

const prefix = 'KTABLE-TRANSFORMVALUES-'

export function transformTable<K, V, V2>(
  parts: TableParts<K, V>,
  transformer: ValueTransformerSupplier<K, V, V2> | ValueTransformerClass<K, V, V2>,
  options: Named & Materialized<K, V2> & Versioned & WithStores,
): KTable<K, V2> {
  const { graph, node: parent, keySerde, sources, operator: above } = parts
  // Unlike elsewhere a store that is spoken of but not named takes no number: that is how Java counts.
  const stored = options.store === undefined ? null : new Materialization<K, V2>(graph, options, prefix)
  const name = graph.nameOr(options.name, prefix)
  const makeTransformer = valueTransformerMaker(name, transformer)
  const storeName = stored?.storeName ?? null
  const table = new TransformedTable<K, V, V2>({ above, makeTransformer, storeName })
  const key = options.key ?? keySerde
  const value = options.value ?? null
  const store = stored === null ? null : () => stored.keyValueDefinition({ key, value })
  const { stores = [] } = options
  const isOutputVersioned = saysOfStore(options) ? options.versioned !== undefined : undefined
  const node = graph.add(parent, new TransformedTableStep(name, { table, stores, store, isOutputVersioned }))
  return graph.make.table({
    graph,
    node,
    name,
    keySerde: key,
    valueSerde: value,
    sources,
    operator: table,
    queryableStoreName: storeName,
  })
}
