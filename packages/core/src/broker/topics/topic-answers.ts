/** Topics as answers tell of them: who leads a partition of a cluster of one, and what anybody may do. */
import { ZERO_UUID } from '../../protocol/defaults.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import type { Partition } from './partition.ts'
import type { Topic } from './topics.ts'

/** What Kafka answers of authorized operations where nobody asked. */
export const NOT_ASKED = -2_147_483_648

/**
 * All that can be done with a topic, as a bit for each of Kafka's operations: read, write, create, delete, alter,
 * describe, describe configs, alter configs. Without an authorizer everybody may.
 */
export const ALL_TOPIC_OPERATIONS = 0b1101_1111_1000

/** The same of a cluster: create, alter, describe, cluster action, describe and alter configs, idempotent write. */
export const ALL_CLUSTER_OPERATIONS = 0b1_1111_1010_0000

export function partitionAnswer({ index, leaderEpoch }: Partition, nodeId: number) {
  const replicas = [nodeId]
  const { code: errorCode } = errors.NONE
  return { errorCode, partitionIndex: index, leaderId: nodeId, leaderEpoch, replicaNodes: replicas, isrNodes: replicas }
}

export function topicAnswer({ name, id: topicId, isInternal, partitions }: Topic, nodeId: number) {
  const answers = partitions.map((one) => ({ ...partitionAnswer(one, nodeId), offlineReplicas: [] }))
  return { errorCode: errors.NONE.code, name, topicId, isInternal, partitions: answers }
}

/** The answer for a topic of which there is nothing to tell. */
export function missingTopic(
  error: ErrorName,
  { name, topicId = ZERO_UUID }: { name: string | null; topicId?: string },
) {
  return { errorCode: errors[error].code, name, topicId, isInternal: false, partitions: [] }
}
