/**
 * The numbers of partitions that repartition topics have if the program does not say them: as many as the largest
 * topic has that is read where they are written. That may be a repartition topic again, so numbers are found from the
 * outer topics inwards. Where Java's answer hangs on the order of its hash tables, a number that the topic has already
 * stays, if it is one that Java could have come to.
 */
import { MissingTopicsError } from './missing-topics-error.ts'
import type { TopicGroup } from './topic-groups.ts'

export interface KnownTopics {
  readonly groups: readonly TopicGroup[]
  /** By full name, with the number that the program has set, or null. */
  readonly repartitionTopics: ReadonlyMap<string, number | null>
  /** Topics that the cluster has, those of the application among them. */
  readonly clusterCounts: ReadonlyMap<string, number>
}

/**
 * @returns the numbers of all topics that tasks read, by their full names
 * @throws MissingTopicsError if there is a topic whose number follows from nothing
 */
export function repartitionCounts(known: KnownTopics): Map<string, number> {
  const counts = givenCounts(known)
  const given = new Set(counts.keys())
  const open = new Set([...known.repartitionTopics.keys()].filter((topic) => !counts.has(topic)))
  while (open.size > 0) {
    for (const topic of nextTopics([...open], known.groups, counts)) {
      const before = topicsBefore(topic, known.groups)
      const outer = most(before.filter((one) => given.has(one)).flatMap((one) => counts.get(one) ?? []))
      const candidates = before.flatMap((one) => counts.get(one) ?? []).filter((count) => count >= outer)
      const existing = known.clusterCounts.get(topic)
      const stays = existing !== undefined && candidates.includes(existing)
      counts.set(topic, stays ? existing : most(candidates))
      open.delete(topic)
    }
  }
  return counts
}

export function most(counts: readonly number[]): number {
  return counts.reduce((largest, count) => Math.max(largest, count), 0)
}

/** What needs not be found: topics of others, and those for which the program has set a number. */
function givenCounts({ groups, repartitionTopics, clusterCounts }: KnownTopics): Map<string, number> {
  const topics = [...repartitionTopics.keys(), ...groups.flatMap(({ sources }) => sources)]
  return new Map(
    topics.flatMap((topic): [string, number][] => {
      const count = repartitionTopics.has(topic) ? repartitionTopics.get(topic) : clusterCounts.get(topic)
      return count === undefined || count === null ? [] : [[topic, count]]
    }),
  )
}

/** Those for which all is known that they follow from; of topics that hang on each other, one of which something is. */
function nextTopics(
  open: readonly string[],
  groups: readonly TopicGroup[],
  counts: ReadonlyMap<string, number>,
): readonly string[] {
  const known = (topic: string) => counts.has(topic)
  const ready = open.filter((topic) => {
    const before = topicsBefore(topic, groups)
    return before.length > 0 && before.every(known)
  })
  if (ready.length > 0) return ready
  const begun = open.find((topic) => topicsBefore(topic, groups).some(known))
  if (begun !== undefined) return [begun]
  throw new MissingTopicsError(
    'NO_PARTITION_COUNT',
    `how many partitions ${open.join(', ')} should have follows from the topics before: expected topics that their ` +
      'records come from, found none. Does a pattern match no topic?',
    open,
  )
}

/** What is read where the topic is written. */
function topicsBefore(topic: string, groups: readonly TopicGroup[]): readonly string[] {
  return groups.filter(({ sinks }) => sinks.includes(topic)).flatMap(({ sources }) => sources)
}
