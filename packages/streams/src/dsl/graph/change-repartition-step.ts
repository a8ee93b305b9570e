/**
 * The topic through which a table's changes go to the partition of their new key: a sink, and the source that the
 * aggregation hangs on. Unlike before a stream's topic nothing is filtered: changes have keys.
 */
import type { Change } from '../../record/change.ts'
import { change } from '../../serde/change.ts'
import type { Serde } from '../../serde/serde.ts'
import { failOnInvalidTimestamp } from '../../topology/timestamp-extractor.ts'
import type { Topology } from '../../topology/topology.ts'
import { TopologyError } from '../../topology/topology-error.ts'
import type { GraphStep } from './graph-node.ts'

// biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
type Any = any

export interface ChangeRepartitionStepOptions {
  readonly sinkName: string
  readonly topic: string
  readonly keySerde: Serde<Any> | null
  readonly valueSerde: Serde<Any> | null
}

export class ChangeRepartitionStep implements GraphStep {
  readonly name: string
  readonly #options: ChangeRepartitionStepOptions

  constructor(sourceName: string, options: ChangeRepartitionStepOptions) {
    this.name = sourceName
    this.#options = options
  }

  write(topology: Topology, parents: readonly string[]): void {
    const { sinkName, topic, keySerde: key } = this.#options
    const value = this.#changeSerde()
    topology.addRepartitionTopic({ name: topic, partitions: null })
    topology.addSink(sinkName, { topic, parents, key, value })
    topology.addSource(this.name, { topics: [topic], key, value, timestampExtractor: failOnInvalidTimestamp })
  }

  #changeSerde(): Serde<Change<Any>> {
    const { topic, valueSerde } = this.#options
    if (valueSerde !== null) return change(valueSerde)
    throw new TopologyError(
      'MISSING_SERDE',
      `the values of topic ${topic} have no serde: give groupBy a \`value\`, or the builder a defaultSerde`,
    )
  }
}
