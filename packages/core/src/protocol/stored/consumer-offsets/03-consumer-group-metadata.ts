/**
 * ConsumerGroupMetadata: record type 3 of __consumer_offsets: a consumer group of KIP-848 exists, and this is
 * its epoch. The epoch rises whenever members, their subscriptions or the topics change, and each rise asks
 * for a new target assignment. A null value is a tombstone: the group is gone, or was turned into one of
 * another kind.
 *
 * The group coordinator reads types 3 to 8 and 16 when it becomes the leader of the partition and puts the
 * group together from them. There is one version; since Kafka 4.1 a tagged metadataHash condenses everything
 * about the subscribed topics that would matter to the assignment, in place of type 4 (KIP-1101). It uses all
 * 64 bits, hence bigint.
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
