/**
 * StreamsGroupMemberMetadata: record type 19 of __consumer_offsets: what a member of a streams group has told
 * about itself: its process, its endpoint for interactive queries, its tags, and the epoch of the topology it
 * runs. The key is group and member id; a null value is a tombstone: the member has left or was removed.
 *
 * processId groups the members (threads) of one process, so that an active task and its standby do not end up
 * in the same process. The group coordinator writes the record when a heartbeat changes something and reads
 * it when it becomes the leader of the partition. There is one version.
 */
import type { Fields, Message } from '../../schema.ts'

export const streamsGroupMemberMetadataKey = {
  name: 'StreamsGroupMemberMetadataKey',
  key: 19,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
    memberId: { type: 'string' },
  },
} as const satisfies Message

const endpoint = {
  host: { type: 'string' },
  port: { type: 'uint16' },
} as const satisfies Fields

const keyValue = {
  key: { type: 'string' },
  value: { type: 'string' },
} as const satisfies Fields

export const streamsGroupMemberMetadataValue = {
  name: 'StreamsGroupMemberMetadataValue',
  key: 19,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    instanceId: { type: 'string', nullable: true },
    rackId: { type: 'string', nullable: true },
    clientId: { type: 'string' },
    clientHost: { type: 'string' },
    rebalanceTimeoutMs: { type: 'int32', default: -1 },
    topologyEpoch: { type: 'int32' },
    processId: { type: 'string' },
    userEndpoint: { struct: endpoint, nullable: true, default: null },
    clientTags: { array: keyValue },
  },
} as const satisfies Message
