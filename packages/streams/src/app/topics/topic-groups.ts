/**
 * The topics of a topology, sub-topology by sub-topology, under their full names: what it reads, what it writes, and
 * where its stores keep their changes. Sub-topologies of global stores read nothing that is shared out, and neither
 * does one whose pattern matches nothing: they have no group, and no tasks.
 */
import type { ChangelogTopic, TopicNames } from './topic-names.ts'

export interface TopicGroup {
  /** Its number, with which the names of its tasks begin. */
  readonly subtopology: number
  readonly sources: readonly string[]
  /** Those whose names are known before there are records. */
  readonly sinks: readonly string[]
  readonly changelogs: readonly ChangelogTopic[]
}

/** In the order of their numbers. */
export function topicGroups(names: TopicNames): readonly TopicGroup[] {
  return names.topology.groups.flatMap((nodes, subtopology) => {
    const group = groupOf(nodes, names)
    return group.sources.length === 0 ? [] : [{ subtopology, ...group }]
  })
}

function groupOf(nodes: readonly string[], names: TopicNames): Omit<TopicGroup, 'subtopology'> {
  const sources: string[] = []
  const sinks = new Set<string>()
  const stores = new Set<string>()
  for (const name of nodes) {
    const node = names.topology.nodes.get(name)
    if (node?.kind === 'source') sources.push(...names.ofSource(node))
    if (node?.kind === 'sink' && typeof node.topic === 'string') sinks.add(names.inFull(node.topic))
    if (node?.kind === 'processor') for (const store of node.stores) stores.add(store)
  }
  return { sources, sinks: [...sinks], changelogs: [...stores].flatMap((store) => names.ofChangelog(store)) }
}
