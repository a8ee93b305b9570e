/**
 * ConsumerGroupMemberMetadata: record type 5 of __consumer_offsets: what a member of a consumer group of
 * KIP-848 has told about itself, above all its subscription. The key is group and member id. The group
 * coordinator writes it when a heartbeat changes something and reads it when it becomes the leader of the
 * partition. A null value is a tombstone: the member has left or was removed.
 *
 * There is one version. The tagged classicMemberMetadata is there for members that still speak JoinGroup
 * while the group is being moved to the new protocol: session timeout and supported protocols, with which the
 * coordinator answers them in their own language. For all others it is null.
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
