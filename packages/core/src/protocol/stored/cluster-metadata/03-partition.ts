/**
 * PartitionRecord: record type 3 of __cluster_metadata: a topic has this partition, on these replicas, led by
 * this one. A leader of -1 is none. leaderRecoveryState is 1 while the partition recovers from the election of a
 * replica that was not in sync.
 *
 * 1 adds the data directory of each replica (KIP-858), 2 the replicas that may be elected though they are not
 * in sync (KIP-966).
 */
import type { Message } from '../../schema.ts'

export const partitionRecord = {
  name: 'PartitionRecord',
  key: 3,
  versions: [0, 2],
  flexibleSince: 0,
  fields: {
    partitionId: { type: 'int32', default: -1 },
    topicId: { type: 'uuid' },
    replicas: { array: 'int32' },
    isr: { array: 'int32' },
    removingReplicas: { array: 'int32' },
    addingReplicas: { array: 'int32' },
    leader: { type: 'int32', default: -1 },
    leaderRecoveryState: { type: 'int8', tag: 0 },
    leaderEpoch: { type: 'int32', default: -1 },
    partitionEpoch: { type: 'int32', default: -1 },
    directories: { array: 'uuid', since: 1 },
    eligibleLeaderReplicas: { array: 'int32', since: 2, tag: 1, nullable: true, default: null },
    lastKnownElr: { array: 'int32', since: 2, tag: 2, nullable: true, default: null },
  },
} as const satisfies Message
