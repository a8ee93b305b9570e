/**
 * TODO story
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
