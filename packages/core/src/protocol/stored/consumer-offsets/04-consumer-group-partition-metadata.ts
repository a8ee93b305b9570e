/**
 * ConsumerGroupPartitionMetadata: record type 4 of __consumer_offsets. For a consumer group of KIP-848 it
 * holds the subscribed topics as the coordinator last saw them, with partition counts and racks, so that a
 * change is noticed. The key is the group; a null value is a tombstone.
 *
 * Kafka 4.1 replaced it by the metadataHash in type 3 (KIP-1101), since the record grew with the number of
 * topics. A coordinator may still find it in an older log when it loads, and must be able to read it. There
 * is one version; partitionMetadata is no longer filled after Kafka 4.0.
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
