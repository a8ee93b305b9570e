/**
 * StreamsGroupMetadata: record type 17 of __consumer_offsets: a streams group of KIP-1071 exists, and this is
 * its epoch. Each change of members, topology or topics raises the epoch and asks for a new target
 * assignment. A null value is a tombstone: the group is gone. The group coordinator reads types 17 to 23 when
 * it becomes the leader of the partition and puts the group together from them.
 *
 * metadataHash condenses the topics of the topology; it uses all 64 bits, hence bigint. The tagged
 * validatedTopologyEpoch says which topology has been checked against existing topics, -1 none. The tagged
 * lastAssignmentConfigs are the group settings that the last assignment used, such as the number of standbys,
 * by which a change of them is noticed. There is one version.
 */
import type { Fields, Message } from '../../schema.ts'

export const streamsGroupMetadataKey = {
  name: 'StreamsGroupMetadataKey',
  key: 17,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
  },
} as const satisfies Message

const lastAssignmentConfig = {
  key: { type: 'string' },
  value: { type: 'string' },
} as const satisfies Fields

export const streamsGroupMetadataValue = {
  name: 'StreamsGroupMetadataValue',
  key: 17,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    epoch: { type: 'int32' },
    metadataHash: { type: 'bigint' },
    validatedTopologyEpoch: { type: 'int32', tag: 0, default: -1 },
    lastAssignmentConfigs: { array: lastAssignmentConfig, nullable: true, tag: 1 },
  },
} as const satisfies Message
