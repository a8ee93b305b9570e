/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const deleteGroupsRequest = {
  name: 'DeleteGroupsRequest',
  key: 42,
  versions: [0, 2],
  flexibleSince: 2,
  fields: {
    groupsNames: { array: 'string' },
  },
} as const satisfies Message

export const deleteGroupsResponse = {
  name: 'DeleteGroupsResponse',
  key: 42,
  versions: [0, 2],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    results: {
      array: {
        groupId: { type: 'string' },
        errorCode: { type: 'int16' },
      },
    },
  },
} as const satisfies Message
