/**
 * How many partitions the topics must have that belong to an application, and how many tasks its sub-topologies: what
 * follows from the topology, and from the topics that the cluster has. A repartition topic has as many partitions as
 * the largest topic that its records come from, a sub-topology as many tasks as its largest topic has partitions, and
 * a changelog as many partitions as there are tasks; topics whose records are joined have all the same number.
 */
import type { Topology } from '../../topology/topology.ts'
import { copartitionedTopics, equalize } from './copartitioned-topics.ts'
import { MissingTopicsError } from './missing-topics-error.ts'
import { most, repartitionCounts } from './repartition-counts.ts'
import { type TopicGroup, topicGroups } from './topic-groups.ts'
import { TopicNames } from './topic-names.ts'

export interface PartitionCounts {
  /** Of repartition topics and changelogs, by their full names. */
  readonly internalTopics: ReadonlyMap<string, number>
  /** Of all topics that tasks read, by their full names. */
  readonly sourceTopics: ReadonlyMap<string, number>
  /** The sub-topologies that have tasks. */
  readonly groups: readonly TopicGroup[]
}

/**
 * @param clusterCounts the partitions of the topics that the cluster has, by name; those that belong to the cluster
 *   itself are not among them
 * @throws MissingTopicsError that names all topics that are to be read and are not there
 * @throws TopologyError for topics that are joined and have different numbers of partitions
 */
export function partitionCounts(
  topology: Topology,
  clusterCounts: ReadonlyMap<string, number>,
  { applicationId }: { readonly applicationId: string },
): PartitionCounts {
  const names = new TopicNames(topology, { applicationId, clusterTopics: clusterCounts.keys() })
  const groups = topicGroups(names)
  const repartitionTopics = new Map(
    Array.from(topology.repartitionTopics.values(), ({ name, partitions }) => [names.inFull(name), partitions]),
  )
  requireSources(groups, new Set([...clusterCounts.keys(), ...repartitionTopics.keys()]))
  const sourceTopics = repartitionCounts({ groups, repartitionTopics, clusterCounts })
  for (const topics of copartitionedTopics(topology, names)) equalize(topics, sourceTopics, repartitionTopics)
  const internalTopics = new Map<string, number>()
  for (const topic of repartitionTopics.keys()) internalTopics.set(topic, sourceTopics.get(topic) ?? 0)
  for (const group of groups) {
    const tasks = taskCount(group, sourceTopics)
    for (const { name, isSource } of group.changelogs) if (!isSource) internalTopics.set(name, tasks)
  }
  return { internalTopics, sourceTopics, groups }
}

/** A task a partition of the largest topic that is read. */
export function taskCount({ sources }: TopicGroup, sourceTopics: ReadonlyMap<string, number>): number {
  return most(sources.map((topic) => sourceTopics.get(topic) ?? 0))
}

function requireSources(groups: readonly TopicGroup[], known: ReadonlySet<string>): void {
  const missing = groups.flatMap(({ sources }) => sources).filter((topic) => !known.has(topic))
  if (missing.length > 0) throw MissingTopicsError.ofSources(missing)
}
