/**
 * AlterPartitionReassignments: in a cluster of one a partition can only be moved to where it is, which is done at
 * once. There is never a move under way that could be called off.
 */
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import type { BrokerParts } from '../broker-parts.ts'
import { handler } from '../handler.ts'
import { type Refusal, refusal } from '../refusal.ts'
import { faultOfReplicas } from '../topics/topic-rules.ts'

export const alterPartitionReassignments = handler(
  apis.alterPartitionReassignments,
  ({ body }, parts) => ({
    throttleTimeMs: 0,
    allowReplicationFactorChange: body.allowReplicationFactorChange,
    errorCode: errors.NONE.code,
    errorMessage: null,
    responses: body.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, replicas }) => {
        const refused = refuse({ topic: name, partition: partitionIndex }, replicas, parts)
        const errorCode = errors[refused?.error ?? 'NONE'].code
        return { partitionIndex, errorCode, errorMessage: refused?.message ?? null }
      }),
    })),
  }),
  { remark: 'to the one broker only' },
)

function refuse(
  { topic, partition }: { topic: string; partition: number },
  replicas: readonly number[] | null,
  { topics, node }: BrokerParts,
): Refusal | null {
  const place = `${topic}-${partition}`
  if (topics.partition(topic, partition) === undefined) {
    return refusal('UNKNOWN_TOPIC_OR_PARTITION', `expected a partition, found ${place}`)
  }
  if (replicas === null) return refusal('NO_REASSIGNMENT_IN_PROGRESS', `${place} is not being moved`)
  const fault = faultOfReplicas(replicas, node.nodeId)
  return fault === null ? null : refusal('INVALID_REPLICA_ASSIGNMENT', `${place}: ${fault}`)
}
