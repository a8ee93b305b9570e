/**
 * DescribeGroups: an admin client asks the group coordinator for state, protocol and members of classic
 * groups. A member's metadata and assignment are bytes of the group's protocol and are filled only while the
 * group is stable.
 *
 * From 2 on the client waits out a throttle itself. 3 can report which operations the asker may do on the
 * group. 4 names static members' groupInstanceId. 6 says GROUP_ID_NOT_FOUND, with a message, for a group that
 * does not exist; older versions describe it as a group in state Dead, without an error (KIP-1043). Groups of
 * KIP-848 and of KIP-1071 have APIs of their own, 69 and 89.
 *
 * kafkajs 2.2.4 sends 2, librdkafka 2.0 sends 4.
 */
import type { Message } from '../schema.ts'

export const describeGroupsRequest = {
  name: 'DescribeGroupsRequest',
  key: 15,
  versions: [0, 6],
  flexibleSince: 5,
  fields: {
    groups: { array: 'string' },
    includeAuthorizedOperations: { type: 'bool', since: 3 },
  },
} as const satisfies Message

export const describeGroupsResponse = {
  name: 'DescribeGroupsResponse',
  key: 15,
  versions: [0, 6],
  flexibleSince: 5,
  fields: {
    throttleTimeMs: { type: 'int32', since: 1, ignorable: true },
    groups: {
      array: {
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', since: 6, nullable: true, default: null },
        groupId: { type: 'string' },
        groupState: { type: 'string' },
        protocolType: { type: 'string' },
        protocolData: { type: 'string' },
        members: {
          array: {
            memberId: { type: 'string' },
            groupInstanceId: { type: 'string', since: 4, nullable: true, default: null, ignorable: true },
            clientId: { type: 'string' },
            clientHost: { type: 'string' },
            memberMetadata: { type: 'bytes' },
            memberAssignment: { type: 'bytes' },
          },
        },
        authorizedOperations: { type: 'int32', since: 3, default: -2147483648 },
      },
    },
  },
} as const satisfies Message
