/**
 * Topics whose records are joined have equally many partitions, so that what has the same key is in one task. The
 * topics of others must agree, and repartition topics follow them; where there are none, they follow the one for which
 * the program has set a number, or else the largest.
 */
import type { Topology } from '../../topology/topology.ts'
import { TopologyError } from '../../topology/topology-error.ts'
import { most } from './repartition-counts.ts'
import type { TopicNames } from './topic-names.ts'

/** By their full names. Groups that share a topic are one. */
export function copartitionedTopics(topology: Topology, names: TopicNames): readonly ReadonlySet<string>[] {
  const groups: Set<string>[] = []
  for (const sources of topology.copartitioned) {
    const topics = [...sources].flatMap((name) => {
      const source = topology.nodes.get(name)
      return source?.kind === 'source' ? names.ofSource(source) : []
    })
    const joined = new Set(topics)
    for (const other of groups.filter((group) => topics.some((topic) => group.has(topic)))) {
      for (const topic of other) joined.add(topic)
      groups.splice(groups.indexOf(other), 1)
    }
    groups.push(joined)
  }
  return groups
}

/**
 * Gives the repartition topics among these their common number.
 *
 * @param repartitionTopics with the numbers that the program has set, or null
 * @throws TopologyError that names two topics, and their numbers
 */
export function equalize(
  topics: ReadonlySet<string>,
  counts: Map<string, number>,
  repartitionTopics: ReadonlyMap<string, number | null>,
): void {
  const numbered = [...topics].map((topic) => ({ topic, count: counts.get(topic) ?? 0 }))
  const isFree = (topic: string) => repartitionTopics.get(topic) === null
  const external = numbered.filter(({ topic }) => !repartitionTopics.has(topic))
  const fixed = [...external, ...numbered.filter(({ topic }) => repartitionTopics.has(topic) && !isFree(topic))]
  const [first] = fixed
  const other = fixed.find(({ count }) => count !== first?.count)
  if (first !== undefined && other !== undefined) {
    throw new TopologyError(
      'NOT_COPARTITIONED',
      `topics that are joined need equally many partitions: ${first.topic} has ${first.count}, ` +
        `${other.topic} has ${other.count}`,
    )
  }
  const common = first?.count ?? most(numbered.map(({ count }) => count))
  for (const { topic } of numbered) if (isFree(topic)) counts.set(topic, common)
}
