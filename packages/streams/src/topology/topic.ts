/**
 * A topic as a value: its name, and the serdes of its keys and values, written once and used wherever the topic is
 * read or written, in topologies and in their tests alike.
 */
import type { Serde, Serializer } from '../serde/serde.ts'
import { requireTopicName } from './names.ts'

export interface TopicOf<K, V> {
  readonly name: string
  readonly key: Serde<K>
  readonly value: Serde<V>
}

/** A topic for those who only write to it: its serdes take whatever they have, nulls excepted, which need none. */
export interface TargetOf<K, V> {
  readonly name: string
  readonly key: Serializer<Exclude<K, null>>
  readonly value: Serializer<Exclude<V, null>>
}

/**
 * ```ts
 * const orders = topic('orders', { key: string, value: json<Order>() })
 * ```
 *
 * @throws TopologyError if no topic can have this name
 */
export function topic<K, V>(name: string, serdes: { key: Serde<K>; value: Serde<V> }): TopicOf<K, V> {
  requireTopicName(name)
  return Object.freeze({ name, key: serdes.key, value: serdes.value })
}
