/** What calls are about, by name: topics, groups and partitions, each of them once, and as requests want them. */

import { UsageError } from '../errors.ts'
import { partitionName, type TopicPartition } from '../groups/assignment.ts'

/** Partitions by their names, each of them once. */
export function byPartition<Item extends TopicPartition>(items: Iterable<Item>): Map<string, Item> {
  return byKey(items, partitionName)
}

/** @throws UsageError where two have the same key, of which the broker would do one or none. */
export function byKey<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, Item> {
  const found = new Map<string, Item>()
  for (const item of items) {
    const key = keyOf(item)
    if (found.has(key)) throw new UsageError(`expected ${key} once, found it twice`)
    found.set(key, item)
  }
  return found
}

/** Names, each of them once, however often it was said. */
export function byName<Name extends string | number>(names: Iterable<Name>): Map<Name, Name> {
  return new Map(Array.from(names, (name) => [name, name]))
}

/** As requests want them: the partitions of each topic together. */
export function byTopic<Item extends TopicPartition>(items: Iterable<Item>): { topic: string; parts: Item[] }[] {
  const topics = new Map<string, Item[]>()
  for (const item of items) {
    const parts = topics.get(item.topic)
    if (parts === undefined) topics.set(item.topic, [item])
    else parts.push(item)
  }
  return Array.from(topics, ([topic, parts]) => ({ topic, parts }))
}
