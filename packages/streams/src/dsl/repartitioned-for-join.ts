/**
 * A stream as a join wants it: if its keys have changed, behind a repartition topic. A stream that is joined several
 * times without names of its own goes through one topic; the numbers are taken each time, as in Java.
 */
import type { Serde } from '../serde/serde.ts'
import type { StreamParts } from './graph/parts.ts'
import { RepartitionStep } from './graph/repartition-step.ts'

interface Options<K, V> {
  /** What the topic is called after; null for the stream's own name. */
  readonly name: string | null
  readonly keySerde: Serde<K> | null
  readonly valueSerde: Serde<V> | null
}

export function repartitionedForJoin<K, V>(
  parts: StreamParts<K, V>,
  { name, ...serdes }: Options<K, V>,
): StreamParts<K, V> {
  if (!parts.needsRepartition) return parts
  const { graph } = parts
  const namePrefix = name ?? parts.name
  const step = new RepartitionStep(graph, { ...serdes, namePrefix, isOptimizable: true })
  const known = graph.repartitionsForJoins.get(parts)
  const node = known !== undefined && namePrefix === parts.name ? known : graph.add(parts.node, step)
  graph.repartitionsForJoins.set(parts, node)
  const { name: source } = node
  return { ...parts, ...serdes, node, name: source, sources: new Set([source]), needsRepartition: false }
}
