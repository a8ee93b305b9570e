/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const consumerProtocolSubscription = {
  name: 'ConsumerProtocolSubscription',
  versions: [0, 3],
  fields: {
    topics: { array: 'string' },
    userData: { type: 'bytes', nullable: true, default: null },
    ownedPartitions: {
      since: 1,
      ignorable: true,
      array: {
        topic: { type: 'string' },
        partitions: { array: 'int32' },
      },
    },
    generationId: { type: 'int32', since: 2, default: -1, ignorable: true },
    rackId: { type: 'string', since: 3, nullable: true, default: null, ignorable: true },
  },
} as const satisfies Message

export const consumerProtocolAssignment = {
  name: 'ConsumerProtocolAssignment',
  versions: [0, 3],
  fields: {
    assignedPartitions: {
      array: {
        topic: { type: 'string' },
        partitions: { array: 'int32' },
      },
    },
    userData: { type: 'bytes', nullable: true, default: null },
  },
} as const satisfies Message
