/**
 * ConsumerGroupTargetAssignmentMetadata: record type 6 of __consumer_offsets: the group epoch for which the
 * target assignment of a consumer group was computed. The key is the group; a null value is a tombstone. The
 * shares themselves are in type 7, a record for each member, and this one is written after them; so once it
 * is there the whole target is.
 *
 * A coordinator that finds this epoch behind the group's epoch after loading computes the target anew. There
 * is one version; Kafka 4.3 adds the time of the computation as a tagged field, to keep a distance between
 * two of them (KIP-1263).
 */
import type { Message } from '../../schema.ts'

export const consumerGroupTargetAssignmentMetadataKey = {
  name: 'ConsumerGroupTargetAssignmentMetadataKey',
  key: 6,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
  },
} as const satisfies Message

export const consumerGroupTargetAssignmentMetadataValue = {
  name: 'ConsumerGroupTargetAssignmentMetadataValue',
  key: 6,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    assignmentEpoch: { type: 'int32' },
    assignmentTimestamp: { type: 'int64', tag: 0, default: 0 },
  },
} as const satisfies Message
