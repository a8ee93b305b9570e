/**
 * TODO story
 */
import type { Message } from '../../schema.ts'

export const consumerGroupMetadataKey = {
  name: 'ConsumerGroupMetadataKey',
  key: 3,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
  },
} as const satisfies Message

export const consumerGroupMetadataValue = {
  name: 'ConsumerGroupMetadataValue',
  key: 3,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    epoch: { type: 'int32' },
    metadataHash: { type: 'bigint', tag: 0, default: 0n },
  },
} as const satisfies Message
