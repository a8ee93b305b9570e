/** A stream behind a repartition topic: what is known of it afterwards. */
import type { Serde } from '../serde/serde.ts'
import type { StreamParts } from './graph/parts.ts'
import { RepartitionStep, type RepartitionStepOptions } from './graph/repartition-step.ts'

interface Options<K, V> extends RepartitionStepOptions {
  readonly keySerde: Serde<K> | null
  readonly valueSerde: Serde<V> | null
}

export function repartitioned<K, V>(parts: StreamParts<K, V>, options: Options<K, V>): StreamParts<K, V> {
  const { graph } = parts
  const node = graph.add(parts.node, new RepartitionStep(graph, options))
  const { keySerde, valueSerde } = options
  const { name } = node
  return { ...parts, node, name, keySerde, valueSerde, sources: new Set([name]), needsRepartition: false }
}
