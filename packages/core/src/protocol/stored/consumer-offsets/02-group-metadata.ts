/**
 * TODO story
 */
import type { Fields, Message } from '../../schema.ts'

export const groupMetadataKey = {
  name: 'GroupMetadataKey',
  key: 2,
  versions: [0, 0],
  fields: {
    group: { type: 'string' },
  },
} as const satisfies Message

const memberMetadata = {
  memberId: { type: 'string' },
  groupInstanceId: { type: 'string', since: 3, nullable: true, default: null, ignorable: true },
  clientId: { type: 'string' },
  clientHost: { type: 'string' },
  rebalanceTimeout: { type: 'int32', since: 1, default: -1, ignorable: true },
  sessionTimeout: { type: 'int32' },
  subscription: { type: 'bytes' },
  assignment: { type: 'bytes' },
} as const satisfies Fields

export const groupMetadataValue = {
  name: 'GroupMetadataValue',
  key: 2,
  versions: [0, 4],
  flexibleSince: 4,
  fields: {
    protocolType: { type: 'string' },
    generation: { type: 'int32' },
    protocol: { type: 'string', nullable: true },
    leader: { type: 'string', nullable: true },
    currentStateTimestamp: { type: 'int64', since: 2, default: -1, ignorable: true },
    members: { array: memberMetadata },
  },
} as const satisfies Message
