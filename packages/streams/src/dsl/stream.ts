/** Streams, as the graph makes them: each call takes its name, adds its step, and says what is known of the result. */
import type { Predicate } from '../processor/operators/filter.ts'
import { filter } from '../processor/operators/filter.ts'
import { type KeySelector, type KeyValueMapper, map, selectKey } from '../processor/operators/map.ts'
import { mapValues, type ValueMapper } from '../processor/operators/map-values.ts'
import { passThrough } from '../processor/operators/pass-through.ts'
import { type Action, peek } from '../processor/operators/peek.ts'
import type { TopicOf } from '../topology/topic.ts'
import type { StreamParts } from './graph/parts.ts'
import { ProcessorStep, type ProcessorStepOptions } from './graph/processor-step.ts'
import { SinkStep } from './graph/sink-step.ts'
import { internals } from './language/internals.ts'
import type { Named, Produced } from './language/options.ts'
import type { KStream } from './language/stream.ts'

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

  peek(action: Action<K, V>, options: Named = {}): KStream<K, V> {
    return this.#make(this.#step('KSTREAM-PEEK-', options, { supplier: peek(action) }))
  }

  forEach(action: Action<K, V>, options: Named = {}): void {
    this.#step('KSTREAM-FOREACH-', options, { supplier: peek(action, true) })
  }

  merge(other: KStream<K, V>, options: Named = {}): KStream<K, V> {
    const mine = this[internals]
    const theirs = other[internals]
    const name = mine.graph.nameOr(options.name, 'KSTREAM-MERGE-')
    const step = new ProcessorStep(name, { supplier: passThrough(), merges: true })
    const node = mine.graph.add([mine.node, theirs.node], step)
    const sources = new Set([...mine.sources, ...theirs.sources])
    const needsRepartition = mine.needsRepartition || theirs.needsRepartition
    return this.#make({ ...mine, node, name, sources, needsRepartition, keySerde: null, valueSerde: null })
  }

  to(topic: TopicOf<K, V>, options: Produced<K, V> = {}): void {
    const { graph, node } = this[internals]
    const name = graph.nameOr(options.name, 'KSTREAM-SINK-')
    const { name: topicName, key, value } = topic
    const partitioner = options.partitioner ?? (key.partitionBytes === undefined ? null : 'inner-key')
    graph.add(node, new SinkStep(name, { topic: topicName, key, value, partitioner }))
  }

  /** Adds a step below this stream; what is known of its result is what is known of this stream. */
  #step(prefix: string, { name: given }: Named, step: ProcessorStepOptions): StreamParts<K, V> {
    const parts = this[internals]
    const name = parts.graph.nameOr(given, prefix)
    const node = parts.graph.add(parts.node, new ProcessorStep(name, step))
    return { ...parts, node, name }
  }

  #make<K2, V2>(parts: Untyped<StreamParts<K2, V2>>): KStream<K2, V2> {
    return this[internals].graph.make.stream(parts as StreamParts<K2, V2>)
  }
}

/** Parts whose serdes are those of another type, or none: whoever makes them has said which. */
type Untyped<Parts> = { [Key in keyof Parts]: Key extends 'keySerde' | 'valueSerde' ? unknown : Parts[Key] }
