/**
 * Where the program wants all names to be its own (KIP-1111): generated names of stores and repartition topics
 * change when calls are added before them, and then state is not found again.
 */
import type { StoreDefinition } from '../../../store/contract/store-definition.ts'
import type { Topology } from '../../../topology/topology.ts'
import { TopologyError } from '../../../topology/topology-error.ts'
import { subscriptionPrefix } from '../foreign-key-names.ts'
import type { Graph } from '../graph.ts'

/** @throws TopologyError that lists what has no name of its own */
export function requireNames(topology: Topology, graph: Graph): void {
  const asked = [...topology.stores.values()].filter(isAskedFor).map(({ name }) => name)
  const generated = asked.filter((name) => graph.isGenerated(name))
  const stores = [...new Set([...graph.unnamedStores, ...generated])]
  const internal = [...topology.repartitionTopics.keys()].filter((name) => !name.startsWith(subscriptionPrefix))
  const topics = internal.filter((name) => graph.isGenerated(name))
  if (stores.length + topics.length === 0) return
  const parts = [
    stores.length > 0 ? `stores ${stores.join(', ')} (name them by \`store\`)` : '',
    topics.length > 0 ? `repartition topics ${topics.join(', ')} (name the grouping, join or repartition)` : '',
  ]
  throw new TopologyError('UNNAMED_RESOURCES', `these names are generated: ${parts.filter(Boolean).join('; ')}`)
}

/** Not of buffers without a changelog, and as in Java not of what foreign-key joins have for themselves. */
function isAskedFor({ kind, name, logging }: StoreDefinition): boolean {
  return kind === 'suppression' ? logging : !name.startsWith(subscriptionPrefix)
}
