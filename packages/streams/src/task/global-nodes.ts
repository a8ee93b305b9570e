/** The nodes that feed global stores: no task has them, each instance runs them once. */
import type { Topology } from '../topology/topology.ts'

export function globalNodesOf({ globalStores }: Topology): ReadonlySet<string> {
  return new Set([...globalStores.values()].flatMap(({ sourceName, processorName }) => [sourceName, processorName]))
}

/** The nodes of all tasks. */
export function taskNodesOf(topology: Topology): readonly string[] {
  const global = globalNodesOf(topology)
  return [...topology.nodes.keys()].filter((name) => !global.has(name))
}
