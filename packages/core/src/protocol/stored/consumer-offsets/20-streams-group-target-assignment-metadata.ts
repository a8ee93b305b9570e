/**
 * StreamsGroupTargetAssignmentMetadata: record type 20 of __consumer_offsets: the group epoch for which the
 * target assignment of a streams group was computed. The key is the group; a null value is a tombstone. The
 * shares themselves are in type 21, a record for each member, and this one is written after them.
 *
 * A coordinator that finds this epoch behind the group's epoch after loading computes the target anew. There
 * is one version; Kafka 4.3 adds the time of the computation as a tagged field, to keep a distance between
 * two of them (KIP-1263).
 */
import type { Message } from '../../schema.ts'

export const streamsGroupTargetAssignmentMetadataKey = {
  name: 'StreamsGroupTargetAssignmentMetadataKey',
  key: 20,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
  },
} as const satisfies Message

export const streamsGroupTargetAssignmentMetadataValue = {
  name: 'StreamsGroupTargetAssignmentMetadataValue',
  key: 20,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    assignmentEpoch: { type: 'int32' },
    assignmentTimestamp: { type: 'int64', tag: 0, default: 0 },
  },
} as const satisfies Message
