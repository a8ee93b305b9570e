/**
 * TODO story
 */
import type { Message } from '../../schema.ts'

export const consumerGroupMemberMetadataKey = {
  name: 'ConsumerGroupMemberMetadataKey',
  key: 5,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
    memberId: { type: 'string' },
  },
} as const satisfies Message

export const consumerGroupMemberMetadataValue = {
  name: 'ConsumerGroupMemberMetadataValue',
  key: 5,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    instanceId: { type: 'string', nullable: true },
    rackId: { type: 'string', nullable: true },
    clientId: { type: 'string' },
    clientHost: { type: 'string' },
    subscribedTopicNames: { array: 'string' },
    subscribedTopicRegex: { type: 'string', nullable: true },
    rebalanceTimeoutMs: { type: 'int32', default: -1 },
    serverAssignor: { type: 'string', nullable: true },
    classicMemberMetadata: {
      nullable: true,
      tag: 0,
      struct: {
        sessionTimeoutMs: { type: 'int32' },
        supportedProtocols: {
          array: {
            name: { type: 'string' },
            metadata: { type: 'bytes' },
          },
        },
      },
    },
  },
} as const satisfies Message
