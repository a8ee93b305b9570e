/**
 * PartitionChangeRecord: record type 5 of __cluster_metadata: what has changed of a partition; null, -1 or -2
 * (the leader) say that a thing has not. Each one raises the partition's epoch, and one that names a leader, the
 * same as before even, raises the leader epoch too.
 *
 * 1 adds the data directories (KIP-858), 2 the replicas that may be elected though not in sync (KIP-966).
 */
import type { Message } from '../../schema.ts'

export const partitionChangeRecord = {
  name: 'PartitionChangeRecord',
  key: 5,
  versions: [0, 2],
  flexibleSince: 0,
  fields: {
    partitionId: { type: 'int32', default: -1 },
    topicId: { type: 'uuid' },
    isr: { array: 'int32', tag: 0, nullable: true, default: null },
    leader: { type: 'int32', tag: 1, default: -2 },
    replicas: { array: 'int32', tag: 2, nullable: true, default: null },
    removingReplicas: { array: 'int32', tag: 3, nullable: true, default: null },
    addingReplicas: { array: 'int32', tag: 4, nullable: true, default: null },
    leaderRecoveryState: { type: 'int8', tag: 5, default: -1 },
    directories: { array: 'uuid', since: 1, tag: 8, nullable: true, default: null },
    eligibleLeaderReplicas: { array: 'int32', since: 2, tag: 6, nullable: true, default: null },
    lastKnownElr: { array: 'int32', since: 2, tag: 7, nullable: true, default: null },
  },
} as const satisfies Message
