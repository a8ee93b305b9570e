/**
 * A topic between two sub-topologies, through which records go to the partition of their new key: a filter for
 * records without a key, a sink, and the source that the rest of the topology hangs on.
 */
import { dropNullKeys } from '../../processor/operators/drop-null-keys.ts'
import { passThrough } from '../../processor/operators/pass-through.ts'
import type { Serde } from '../../serde/serde.ts'
import type { StreamPartitioner } from '../../topology/stream-partitioner.ts'
import { failOnInvalidTimestamp } from '../../topology/timestamp-extractor.ts'
import type { Topology } from '../../topology/topology.ts'
import type { Graph } from './graph.ts'
import type { GraphStep } from './graph-node.ts'

// biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
type Any = any

export interface RepartitionStepOptions {
  /** What the topic is called after. */
  readonly namePrefix: string
  readonly keySerde: Serde<Any> | null
  readonly valueSerde: Serde<Any> | null
  readonly partitioner?: StreamPartitioner<Any, Any> | null
  /** Null for as many as those have that it takes its records from. */
  readonly partitions?: number | null
  /** Whether it may be merged with others behind the same change of the key. */
  readonly isOptimizable: boolean
}

const suffix = '-repartition'
const generatedName = /^KSTREAM.*-[0-9]{10}$/

export class RepartitionStep implements GraphStep {
  readonly name: string
  readonly topic: string
  readonly options: RepartitionStepOptions
  /** Behind it is a join that has something to say about records without a key (KIP-962). */
  keepsNullKeys = false
  readonly #sinkName: string
  readonly #filterName: string

  constructor(graph: Graph, options: RepartitionStepOptions) {
    const { namePrefix } = options
    this.options = options
    this.topic = namePrefix.endsWith(suffix) ? namePrefix : namePrefix + suffix
    // The numbers are taken in any case, as in Java.
    const generated = ['KSTREAM-SINK-', 'KSTREAM-FILTER-', 'KSTREAM-SOURCE-'].map((prefix) =>
      graph.generateName(prefix),
    )
    const named = [`${this.topic}-sink`, `${this.topic}-filter`, `${this.topic}-source`]
    const [sink = '', filter = '', source = ''] = generatedName.test(namePrefix) ? generated : named
    this.#sinkName = sink
    this.#filterName = filter
    this.name = source
  }

  write(topology: Topology, parents: readonly string[]): void {
    const { keySerde: key, valueSerde: value, partitioner = null, partitions = null } = this.options
    topology.addRepartitionTopic({ name: this.topic, partitions })
    topology.addProcessor(this.#filterName, { supplier: this.keepsNullKeys ? passThrough() : dropNullKeys(), parents })
    topology.addSink(this.#sinkName, { topic: this.topic, parents: [this.#filterName], key, value, partitioner })
    const timestampExtractor = failOnInvalidTimestamp
    topology.addSource(this.name, { topics: [this.topic], key, value, timestampExtractor })
  }
}
