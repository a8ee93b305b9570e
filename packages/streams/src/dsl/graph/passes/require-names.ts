/**
 * Where the program wants all names to be its own (KIP-1111): generated names of stores and repartition topics
 * change when calls are added before them, and then state is not found again.
 */
import type { Topology } from '../../../topology/topology.ts'
import { TopologyError } from '../../../topology/topology-error.ts'
import type { Graph } from '../graph.ts'

/** @throws TopologyError that lists what has no name of its own */
export function requireNames(topology: Topology, graph: Graph): void {
  const generated = [...topology.stores.keys()].filter((name) => graph.isGenerated(name))
  const stores = [...new Set([...graph.unnamedStores, ...generated])]
  const topics = [...topology.repartitionTopics.keys()].filter((name) => graph.isGenerated(name))
  if (stores.length + topics.length === 0) return
  const parts = [
    stores.length > 0 ? `stores ${stores.join(', ')} (name them by \`store\`)` : '',
    topics.length > 0 ? `repartition topics ${topics.join(', ')} (name the grouping, join or repartition)` : '',
  ]
  throw new TopologyError('UNNAMED_RESOURCES', `these names are generated: ${parts.filter(Boolean).join('; ')}`)
}
