/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const listGroupsRequest = {
  name: 'ListGroupsRequest',
  key: 16,
  versions: [0, 5],
  flexibleSince: 3,
  fields: {
    statesFilter: { array: 'string', since: 4 },
    typesFilter: { array: 'string', since: 5 },
  },
} as const satisfies Message

export const listGroupsResponse = {
  name: 'ListGroupsResponse',
  key: 16,
  versions: [0, 5],
  flexibleSince: 3,
  fields: {
    throttleTimeMs: { type: 'int32', since: 1, ignorable: true },
    errorCode: { type: 'int16' },
    groups: {
      array: {
        groupId: { type: 'string' },
        protocolType: { type: 'string' },
        groupState: { type: 'string', since: 4, ignorable: true },
        groupType: { type: 'string', since: 5, ignorable: true },
      },
    },
  },
} as const satisfies Message
