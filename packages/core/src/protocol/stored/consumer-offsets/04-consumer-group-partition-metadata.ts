/**
 * TODO story
 */
import type { Message } from '../../schema.ts'

export const consumerGroupPartitionMetadataKey = {
  name: 'ConsumerGroupPartitionMetadataKey',
  key: 4,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
  },
} as const satisfies Message

export const consumerGroupPartitionMetadataValue = {
  name: 'ConsumerGroupPartitionMetadataValue',
  key: 4,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    topics: {
      array: {
        topicId: { type: 'uuid' },
        topicName: { type: 'string' },
        numPartitions: { type: 'int32' },
        partitionMetadata: {
          array: {
            partition: { type: 'int32' },
            racks: { array: 'string' },
          },
        },
      },
    },
  },
} as const satisfies Message
