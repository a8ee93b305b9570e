/**
 * Where the program wants all names to be its own (KIP-1111): generated names of stores and repartition topics
 * change when calls are added before them, and then state is not found again.
 */
import type { Topology } from '../../../topology/topology.ts'
import { TopologyError } from '../../../topology/topology-error.ts'

/** @throws TopologyError that lists what has no name of its own */
export function requireNames(topology: Topology, isGenerated: (name: string) => boolean): void {
  const stores = [...topology.stores.keys()].filter(isGenerated)
  const topics = [...topology.repartitionTopics.keys()].filter(isGenerated)
  if (stores.length + topics.length === 0) return
  const parts = [
    stores.length > 0 ? `stores ${stores.join(', ')} (name them by \`store\`)` : '',
    topics.length > 0 ? `repartition topics ${topics.join(', ')} (name the grouping, join or repartition)` : '',
  ]
  throw new TopologyError('UNNAMED_RESOURCES', `these names are generated: ${parts.filter(Boolean).join('; ')}`)
}
