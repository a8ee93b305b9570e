/**
 * What can be said of co-partitioning before the cluster is asked: repartition topics whose numbers of partitions
 * the program has set, and whose records are joined, must agree.
 */
import type { NodePlan } from './node-plan.ts'
import type { Topology } from './topology.ts'
import { TopologyError } from './topology-error.ts'

/** @throws TopologyError that names the topics and their numbers */
export function validateCopartition(topology: Topology): void {
  for (const sources of topology.copartitioned) {
    const topics = [...sources].flatMap((source) => topicsOf(topology.nodes.get(source)))
    const counted = topics.flatMap((topic) => {
      const partitions = topology.repartitionTopics.get(topic)?.partitions ?? null
      return partitions === null ? [] : [{ topic, partitions }]
    })
    const [first] = counted
    const other = counted.find(({ partitions }) => partitions !== first?.partitions)
    if (first === undefined || other === undefined) continue
    throw new TopologyError(
      'NOT_COPARTITIONED',
      `topics that are joined need equally many partitions: ${first.topic} has ${first.partitions}, ` +
        `${other.topic} has ${other.partitions}`,
    )
  }
}

function topicsOf(plan: NodePlan | undefined): readonly string[] {
  return plan?.kind === 'source' ? plan.topics : []
}
