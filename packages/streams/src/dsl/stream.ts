/** Streams, as the graph makes them: each call takes its name, adds its step, and says what is known of the result. */
import type { Predicate } from '../processor/operators/filter.ts'
import { filter } from '../processor/operators/filter.ts'
import { type FlatMapper, type FlatValueMapper, flatMap, flatMapValues } from '../processor/operators/flat-map.ts'
import { type KeySelector, type KeyValueMapper, map, selectKey } from '../processor/operators/map.ts'
import { mapValues, type ValueMapper } from '../processor/operators/map-values.ts'
import { passThrough } from '../processor/operators/pass-through.ts'
import { type Action, peek } from '../processor/operators/peek.ts'
import { TableSource } from '../processor/operators/table-source.ts'
import { filterAsync, flatMapValuesAsync, forEachAsync, mapValuesAsync } from '../processor/pending/async-operators.ts'
import type { AsyncFunction, AsyncOptions } from '../processor/pending/async-options.ts'
import type {
  FixedKeyProcessorClass,
  FixedKeyProcessorSupplier,
  ProcessorClass,
  ProcessorSupplier,
} from '../processor/processor.ts'
import type { Serde } from '../serde/serde.ts'
import type { TargetOf } from '../topology/topic.ts'
import type { TopicChooser } from '../topology/topic-chooser.ts'
import { GraphBranchedStream } from './branched-stream.ts'
import type { StreamParts } from './graph/parts.ts'
import { ProcessorStep, type ProcessorStepOptions } from './graph/processor-step.ts'
import { SinkStep } from './graph/sink-step.ts'
import { ToTableStep } from './graph/to-table-step.ts'
import { type AnyJoined, type AnyJoiner, joinWith, type OtherSide } from './joins-of-stream.ts'
import type { BranchedKStream } from './language/branched-stream.ts'
import type { KGroupedStream } from './language/grouped-stream.ts'
import { internals } from './language/internals.ts'
import type {
  Grouped,
  Materialized,
  Named,
  Printed,
  Produced,
  Repartitioned,
  Serdes,
  Versioned,
  WithStores,
} from './language/options.ts'
import type { KStream } from './language/stream.ts'
import type { KTable } from './language/table.ts'
import { Materialization } from './materialization.ts'
import { repartitioned } from './repartitioned.ts'

export class GraphStream<K, V> implements KStream<K, V> {
  readonly [internals]: StreamParts<K, V>

  constructor(parts: StreamParts<K, V>) {
    this[internals] = parts
  }

  filter(predicate: Predicate<K, V>, options: Named = {}): KStream<K, V> {
    return this.#make(this.#step('KSTREAM-FILTER-', options, { supplier: filter(predicate) }))
  }

  filterNot(predicate: Predicate<K, V>, options: Named = {}): KStream<K, V> {
    return this.#make(this.#step('KSTREAM-FILTER-', options, { supplier: filter(predicate, false) }))
  }

  mapValues<V2>(mapper: ValueMapper<K, V, V2>, options: Named = {}): KStream<K, V2> {
    const parts = this.#step('KSTREAM-MAPVALUES-', options, { supplier: mapValues(mapper), changesValue: true })
    return this.#make({ ...parts, valueSerde: null })
  }

  map<K2, V2>(mapper: KeyValueMapper<K, V, K2, V2>, options: Named = {}): KStream<K2, V2> {
    const parts = this.#step('KSTREAM-MAP-', options, { supplier: map(mapper), changesKey: true })
    return this.#make({ ...parts, keySerde: null, valueSerde: null, needsRepartition: true })
  }

  selectKey<K2>(selector: KeySelector<K, V, K2>, options: Named = {}): KStream<K2, V> {
    const parts = this.#step('KSTREAM-KEY-SELECT-', options, { supplier: selectKey(selector), changesKey: true })
    return this.#make({ ...parts, keySerde: null, needsRepartition: true })
  }

  flatMap<K2, V2>(mapper: FlatMapper<K, V, K2, V2>, options: Named = {}): KStream<K2, V2> {
    const parts = this.#step('KSTREAM-FLATMAP-', options, { supplier: flatMap(mapper), changesKey: true })
    return this.#make({ ...parts, keySerde: null, valueSerde: null, needsRepartition: true })
  }

  flatMapValues<V2>(mapper: FlatValueMapper<K, V, V2>, options: Named = {}): KStream<K, V2> {
    const step = { supplier: flatMapValues(mapper), changesValue: true }
    return this.#make({ ...this.#step('KSTREAM-FLATMAPVALUES-', options, step), valueSerde: null })
  }

  peek(action: Action<K, V>, options: Named = {}): KStream<K, V> {
    return this.#make(this.#step('KSTREAM-PEEK-', options, { supplier: peek(action) }))
  }

  forEach(action: Action<K, V>, options: Named = {}): void {
    this.#step('KSTREAM-FOREACH-', options, { supplier: peek(action, true) })
  }

  mapValuesAsync<V2>(mapper: AsyncFunction<K, V, V2>, options: Named & AsyncOptions = {}): KStream<K, V2> {
    const step = { supplier: mapValuesAsync(mapper, options), changesValue: true }
    return this.#make({ ...this.#step('KSTREAM-MAPVALUESASYNC-', options, step), valueSerde: null })
  }

  filterAsync(predicate: AsyncFunction<K, V, boolean>, options: Named & AsyncOptions = {}): KStream<K, V> {
    return this.#make(this.#step('KSTREAM-FILTERASYNC-', options, { supplier: filterAsync(predicate, options) }))
  }

  flatMapValuesAsync<V2>(
    mapper: AsyncFunction<K, V, Iterable<V2>>,
    options: Named & AsyncOptions = {},
  ): KStream<K, V2> {
    const step = { supplier: flatMapValuesAsync(mapper, options), changesValue: true }
    return this.#make({ ...this.#step('KSTREAM-FLATMAPVALUESASYNC-', options, step), valueSerde: null })
  }

  forEachAsync(action: AsyncFunction<K, V, unknown>, options: Named & AsyncOptions = {}): void {
    this.#step('KSTREAM-FOREACHASYNC-', options, { supplier: forEachAsync(action, options) })
  }

  print(write: (line: string) => void, options: Printed<K, V> = {}): void {
    const { name, label = this[internals].name, format = showRecord } = options
    const print = (value: V, key: K) => write(`[${label}]: ${format(value, key)}`)
    this.#step('KSTREAM-PRINTER-', name === undefined ? {} : { name }, { supplier: peek(print, true) })
  }

  split(options: Named = {}): BranchedKStream<K, V> {
    return new GraphBranchedStream(this[internals], options)
  }

  merge<KO, VO>(other: KStream<KO, VO>, options: Named = {}): KStream<K, V> {
    const mine = this[internals]
    const theirs = other[internals]
    const name = mine.graph.nameOr(options.name, 'KSTREAM-MERGE-')
    const step = new ProcessorStep(name, { supplier: passThrough(), merges: true })
    const node = mine.graph.add([mine.node, theirs.node], step)
    const sources = new Set([...mine.sources, ...theirs.sources])
    const needsRepartition = mine.needsRepartition || theirs.needsRepartition
    return this.#make({ ...mine, node, name, sources, needsRepartition, keySerde: null, valueSerde: null })
  }

  join<VR>(other: OtherSide, joiner: AnyJoiner<VR>, options: AnyJoined = {}): KStream<K, VR> {
    return joinWith(this[internals], other, { kind: 'inner', joiner, options })
  }

  leftJoin<VR>(other: OtherSide, joiner: AnyJoiner<VR>, options: AnyJoined = {}): KStream<K, VR> {
    return joinWith(this[internals], other, { kind: 'left', joiner, options })
  }

  outerJoin<VR>(other: OtherSide, joiner: AnyJoiner<VR>, options: AnyJoined): KStream<K, VR> {
    return joinWith(this[internals], other, { kind: 'outer', joiner, options })
  }

  process<K2 = never, V2 = never>(
    supplier: ProcessorSupplier<K, V, K2, V2> | ProcessorClass<K, V, K2, V2>,
    { stores = [], ...options }: Named & WithStores = {},
  ): KStream<K2, V2> {
    const parts = this.#ownStep('KSTREAM-PROCESSOR-', options, { supplier, stores: () => stores })
    return this.#make({ ...parts, keySerde: null, valueSerde: null, needsRepartition: true })
  }

  processValues<V2 = never>(
    fixedKeySupplier: FixedKeyProcessorSupplier<K, V, V2> | FixedKeyProcessorClass<K, V, V2>,
    { stores = [], ...options }: Named & WithStores = {},
  ): KStream<K, V2> {
    const step = { fixedKeySupplier, stores: () => stores }
    return this.#make({ ...this.#ownStep('KSTREAM-PROCESSVALUES-', options, step), valueSerde: null })
  }

  repartition(options: Repartitioned<K, V> = {}): KStream<K, V> {
    const { name, partitions = null, partitioner = null } = options
    const parts = this[internals]
    const namePrefix = name ?? parts.graph.generateName('KSTREAM-REPARTITION-')
    const serdes = { keySerde: options.key ?? parts.keySerde, valueSerde: options.value ?? parts.valueSerde }
    const repartition = { ...serdes, namePrefix, partitions, partitioner, isOptimizable: false }
    return this.#make(repartitioned({ ...parts, ...serdes }, repartition))
  }

  groupByKey(options: Grouped<K, V> = {}): KGroupedStream<K, V> {
    const parts = this[internals]
    const serdes = { keySerde: options.key ?? parts.keySerde, valueSerde: options.value ?? parts.valueSerde }
    return parts.graph.make.groupedStream({ ...parts, ...serdes, repartitionName: options.name ?? null })
  }

  groupBy<K2>(selector: KeySelector<K, V, K2>, options: Grouped<K2, V> = {}): KGroupedStream<K2, V> {
    const parts = this.#step('KSTREAM-KEY-SELECT-', options, { supplier: selectKey(selector), changesKey: true })
    const serdes = { keySerde: options.key ?? null, valueSerde: options.value ?? parts.valueSerde }
    const repartitionName = options.name ?? null
    return parts.graph.make.groupedStream<K2, V>({ ...parts, ...serdes, needsRepartition: true, repartitionName })
  }

  toTable(options: Named & Materialized<K, V> & Versioned = {}): KTable<K, V> {
    const parts = this[internals]
    const { graph } = parts
    const name = graph.nameOr(options.name, 'KSTREAM-TOTABLE-')
    const materialization = new Materialization(graph, options, 'KSTREAM-TOTABLE-')
    const { storeName, isQueryable, isVersioned } = materialization
    const key = options.key ?? parts.keySerde
    const value = options.value ?? parts.valueSerde
    const from = parts.needsRepartition
      ? repartitioned(parts, { namePrefix: name, keySerde: key, valueSerde: value, isOptimizable: true })
      : parts
    const table = new TableSource<K, V>({ storeName, isStored: isQueryable })
    const store = () => materialization.keyValueDefinition({ key, value })
    const node = graph.add(from.node, new ToTableStep(name, { table, store, isVersioned }))
    const queryableStoreName = isQueryable ? storeName : null
    const { sources } = from
    return graph.make.table({
      graph,
      node,
      name,
      keySerde: key,
      valueSerde: value,
      sources,
      operator: table,
      queryableStoreName,
    })
  }

  to(target: TargetOf<K, V> | TopicChooser<K, V>, options: Produced<K, V> & Serdes<K, V> = {}): void {
    const { graph, node, keySerde, valueSerde } = this[internals]
    const name = graph.nameOr(options.name, 'KSTREAM-SINK-')
    const isChosen = typeof target === 'function'
    // A sink only writes: the half of a serde that a target has is all that it needs.
    const key = (isChosen ? (options.key ?? keySerde) : target.key) as Serde<unknown> | null
    const value = (isChosen ? (options.value ?? valueSerde) : target.value) as Serde<unknown> | null
    const partitioner = options.partitioner ?? (key?.partitionBytes === undefined ? null : 'inner-key')
    graph.add(node, new SinkStep(name, { topic: isChosen ? target : target.name, key, value, partitioner }))
  }

  /** Adds a step below this stream; what is known of its result is what is known of this stream. */
  #step(prefix: string, { name }: Named, step: ProcessorStepOptions): StreamParts<K, V> {
    return this.#addStep(this[internals].graph.nameOr(name, prefix), step)
  }

  /**
   * The same for a processor of the program's own. As in Java, optimizations do not see that it may change keys
   * and values: its place among repartition topics is part of what a topology promises to the next version of it.
   */
  #ownStep(prefix: string, { name }: Named, step: ProcessorStepOptions): StreamParts<K, V> {
    return this.#addStep(this[internals].graph.ownNameOr(name, prefix), step)
  }

  #addStep(name: string, step: ProcessorStepOptions): StreamParts<K, V> {
    const parts = this[internals]
    const node = parts.graph.add(parts.node, new ProcessorStep(name, step))
    return { ...parts, node, name }
  }

  #make<K2, V2>(parts: Untyped<StreamParts<K2, V2>>): KStream<K2, V2> {
    return this[internals].graph.make.stream(parts as StreamParts<K2, V2>)
  }
}

function showRecord(value: unknown, key: unknown): string {
  return `${String(key)}, ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`
}

/** Parts whose serdes are those of another type, or none: whoever makes them has said which. */
type Untyped<Parts> = { [Key in keyof Parts]: Key extends 'keySerde' | 'valueSerde' ? unknown : Parts[Key] }
