/**
 * OffsetForLeaderEpoch: a follower, or a consumer after a change of leader, asks a partition's leader where a
 * leader epoch ended. If that is before the asker's own position, the log was cut behind its back, and it
 * must truncate or go back (KIP-101 for followers, KIP-320 for consumers).
 *
 * 2 is the oldest version and carries the leader epoch that the asker knows: an older one gets
 * FENCED_LEADER_EPOCH, a newer one UNKNOWN_LEADER_EPOCH. 3 adds replicaId: -1 for a consumer, and by default
 * -2, a debugging reader that may see beyond the high watermark. 4 only brings the compact encoding. An epoch
 * higher than any in the log gets epoch and offset -1.
 *
 * Neither kafkajs 2.2.4 nor librdkafka 2.0 sends it.
 */
import type { Message } from '../schema.ts'

export const offsetForLeaderEpochRequest = {
  name: 'OffsetForLeaderEpochRequest',
  key: 23,
  versions: [2, 4],
  flexibleSince: 4,
  fields: {
    replicaId: { type: 'int32', since: 3, default: -2, ignorable: true },
    topics: {
      array: {
        topic: { type: 'string' },
        partitions: {
          array: {
            partition: { type: 'int32' },
            currentLeaderEpoch: { type: 'int32', default: -1 },
            leaderEpoch: { type: 'int32' },
          },
        },
      },
    },
  },
} as const satisfies Message

export const offsetForLeaderEpochResponse = {
  name: 'OffsetForLeaderEpochResponse',
  key: 23,
  versions: [2, 4],
  flexibleSince: 4,
  fields: {
    throttleTimeMs: { type: 'int32' },
    topics: {
      array: {
        topic: { type: 'string' },
        partitions: {
          array: {
            errorCode: { type: 'int16' },
            partition: { type: 'int32' },
            leaderEpoch: { type: 'int32', default: -1 },
            endOffset: { type: 'int64', default: -1 },
          },
        },
      },
    },
  },
} as const satisfies Message
