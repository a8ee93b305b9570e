/**
 * TODO story
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
