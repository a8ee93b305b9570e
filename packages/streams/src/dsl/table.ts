/** Tables, as the graph makes them: each call takes its name, adds its step, and says what is known of the result. */

import { TableRegroup } from '../processor/aggregations/table-regroup.ts'
import type { TableJoiner } from '../processor/joins/table-join.ts'
import { type Derive, DerivedTable } from '../processor/operators/derived-table.ts'
import type { Predicate } from '../processor/operators/filter.ts'
import type { KeyValueMapper } from '../processor/operators/map.ts'
import type { ValueMapper } from '../processor/operators/map-values.ts'
import { tableToStream } from '../processor/operators/table-to-stream.ts'
import type { ValueTransformerClass, ValueTransformerSupplier } from '../processor/value-transformer.ts'
import type { Serde } from '../serde/serde.ts'
import { joinByForeignKey } from './foreign-key-join.ts'
import { DerivedTableStep } from './graph/derived-table-step.ts'
import type { TableParts } from './graph/parts.ts'
import { ProcessorStep } from './graph/processor-step.ts'
import { RegroupStep } from './graph/regroup-step.ts'
import type { KGroupedTable } from './language/grouped-table.ts'
import { internals } from './language/internals.ts'
import type {
  ForeignKeyJoined,
  Grouped,
  Materialized,
  Named,
  TableJoined,
  Versioned,
  WithStores,
} from './language/options.ts'
import type { KStream } from './language/stream.ts'
import type { Suppression } from './language/suppression.ts'
import type { KTable } from './language/table.ts'
import { Materialization, saysOfStore } from './materialization.ts'
import { suppressTable } from './suppress-table.ts'
import { joinTables, type TableJoinKind } from './table-join.ts'
import { transformTable } from './transform-table.ts'

export class GraphTable<K, V> implements KTable<K, V> {
  readonly [internals]: TableParts<K, V>

  constructor(parts: TableParts<K, V>) {
    this[internals] = parts
  }

  get queryableStoreName(): string | null {
    return this[internals].queryableStoreName
  }

  filter(predicate: Predicate<K, V>, options: Named & Materialized<K, V> & Versioned = {}): KTable<K, V> {
    return this.#filter((value, key) => (predicate(value, key) ? value : null), options)
  }

  filterNot(predicate: Predicate<K, V>, options: Named & Materialized<K, V> & Versioned = {}): KTable<K, V> {
    return this.#filter((value, key) => (predicate(value, key) ? null : value), options)
  }

  mapValues<V2>(mapper: ValueMapper<K, V, V2>, options: Named & Materialized<K, V2> & Versioned = {}): KTable<K, V2> {
    const derived = { prefix: 'KTABLE-MAPVALUES-', derive: mapper, sparesTombstones: false, valueSerde: null }
    return this.#derive<V2>(derived, options)
  }

  transformValues<V2>(
    transformer: ValueTransformerSupplier<K, V, V2> | ValueTransformerClass<K, V, V2>,
    options: Named & Materialized<K, V2> & Versioned & WithStores = {},
  ): KTable<K, V2> {
    return transformTable(this[internals], transformer, options)
  }

  join<KO, VO, VR>(other: KTable<KO, VO>, joiner: TableJoiner<V, VO, VR>, options: Joined<K, V, KO, VR> = {}) {
    return this.#join(other, joiner as TableJoiner<V | null, VO | null, VR>, { kind: 'inner', options })
  }

  leftJoin<KO, VO, VR>(
    other: KTable<KO, VO>,
    joiner: TableJoiner<V, VO | null, VR>,
    options: Joined<K, V, KO, VR> = {},
  ): KTable<K, VR> {
    return this.#join(other, joiner as TableJoiner<V | null, VO | null, VR>, { kind: 'left', options })
  }

  outerJoin<KO, VO, VR>(
    other: KTable<KO, VO>,
    joiner: TableJoiner<V | null, VO | null, VR>,
    options: TableJoined<K, VR> = {},
  ): KTable<K, VR> {
    return this.#join(other, joiner, { kind: 'outer', options })
  }

  groupBy<K2, V2>(selector: KeyValueMapper<K, V, K2, V2>, options: Grouped<K2, V2> = {}): KGroupedTable<K2, V2> {
    const { graph, node: parent, sources, operator } = this[internals]
    const name = graph.nameOr(options.name, 'KTABLE-SELECT-')
    const keySerde = options.key ?? null
    const regroup = new TableRegroup(selector, keySerde ?? (graph.settings.defaultSerde as Serde<K2> | null))
    const node = graph.add(parent, new RegroupStep(name, regroup))
    operator.sendOldValues(true)
    const valueSerde = options.value ?? null
    const repartitionName = options.name ?? null
    return graph.make.groupedTable({ graph, node, name, keySerde, valueSerde, sources, repartitionName })
  }

  suppress(until: Suppression<K>, options: Named = {}): KTable<K, V> {
    return suppressTable(this[internals], until, options)
  }

  toStream(options: Named = {}): KStream<K, V | null> {
    const { graph, node: parent, keySerde, valueSerde, sources } = this[internals]
    const name = graph.nameOr(options.name, 'KTABLE-TOSTREAM-')
    const node = graph.add(parent, new ProcessorStep(name, { supplier: tableToStream<K, V>() }))
    return graph.make.stream<K, V | null>({ graph, node, name, keySerde, valueSerde, sources, needsRepartition: false })
  }

  #join<KO, VO, VR>(
    other: KTable<KO, VO>,
    joiner: TableJoiner<V | null, VO | null, VR>,
    { kind, options }: { readonly kind: TableJoinKind; readonly options: Joined<K, V, KO, VR> },
  ): KTable<K, VR> {
    if ('foreignKey' in options) {
      return joinByForeignKey(this[internals], other[internals], { joiner, options, isLeftJoin: kind === 'left' })
    }
    // Without a foreign key the types have both tables' keys the same.
    return joinTables(this[internals], other[internals] as unknown as TableParts<K, VO>, { joiner, kind, options })
  }

  #filter(derive: Derive<K, V, V>, options: Named & Materialized<K, V> & Versioned): KTable<K, V> {
    const { valueSerde } = this[internals]
    return this.#derive({ prefix: 'KTABLE-FILTER-', derive, sparesTombstones: true, valueSerde }, options)
  }

  #derive<V2>(derived: Derived<K, V, V2>, options: Named & Materialized<K, V2> & Versioned): KTable<K, V2> {
    const { graph, node: parent, keySerde, sources, operator: above } = this[internals]
    const { prefix, derive, sparesTombstones } = derived
    // A store that is spoken of but not named takes a number and is not made: that is how Java counts.
    const materialization = saysOfStore(options) ? new Materialization(graph, options, prefix) : null
    const name = graph.nameOr(options.name, prefix)
    const storeName = materialization?.isQueryable ? materialization.storeName : null
    const operator = new DerivedTable<K, V, V2>({ above, derive, storeName, sparesTombstones })
    const key = options.key ?? keySerde
    const value = options.value ?? derived.valueSerde
    const store =
      storeName === null ? null : () => (materialization as Materialization<K, V2>).keyValueDefinition({ key, value })
    const step = new DerivedTableStep(name, { table: operator, store, isOutputVersioned: materialization?.isVersioned })
    const node = graph.add(parent, step)
    return graph.make.table({
      graph,
      node,
      name,
      keySerde: key,
      valueSerde: value,
      sources,
      operator,
      queryableStoreName: storeName,
    })
  }
}

type Joined<K, V, KO, VR> = TableJoined<K, VR> | ForeignKeyJoined<K, V, KO, VR>

interface Derived<K, V, V2> {
  readonly prefix: string
  readonly derive: Derive<K, V, V2>
  readonly sparesTombstones: boolean
  /** The serde of the new values, if it is that of the old ones. */
  readonly valueSerde: Serde<V2> | null
}
