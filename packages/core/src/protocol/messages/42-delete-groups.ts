/**
 * DeleteGroups: an admin client removes groups and all the offsets they have committed (KIP-229). It goes to
 * the coordinator of each group; the answer has an error for each. NON_EMPTY_GROUP means that members are
 * still there, GROUP_ID_NOT_FOUND that there is nothing to remove. Groups of every kind are deleted with it,
 * classic, consumer and streams.
 *
 * Resetting a streams application ends with it. From 1 on the client waits out a throttle itself; 2 only
 * brings the compact encoding. librdkafka 2.0 sends 1.
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
