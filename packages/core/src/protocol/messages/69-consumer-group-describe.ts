/**
 * ConsumerGroupDescribe: an admin client asks the group coordinator for consumer groups of KIP-848: epochs,
 * assignor, and for each member what it has now and what it is to have. A group is settled when assignment
 * and target agree for all members. A group of another kind or none at all gets GROUP_ID_NOT_FOUND; admin
 * clients then try DescribeGroups.
 *
 * 1 adds memberType: 0 for a member that still speaks JoinGroup, 1 for one that sends heartbeats of KIP-848,
 * -1 unknown, as seen by a client of version 0 (KIP-1099).
 */
import type { Fields, Message } from '../schema.ts'

export const consumerGroupDescribeRequest = {
  name: 'ConsumerGroupDescribeRequest',
  key: 69,
  versions: [0, 1],
  flexibleSince: 0,
  fields: {
    groupIds: { array: 'string' },
    includeAuthorizedOperations: { type: 'bool' },
  },
} as const satisfies Message

const topicPartitions = {
  topicId: { type: 'uuid' },
  topicName: { type: 'string' },
  partitions: { array: 'int32' },
} as const satisfies Fields

const assignment = {
  topicPartitions: { array: topicPartitions },
} as const satisfies Fields

export const consumerGroupDescribeResponse = {
  name: 'ConsumerGroupDescribeResponse',
  key: 69,
  versions: [0, 1],
  flexibleSince: 0,
  fields: {
    throttleTimeMs: { type: 'int32' },
    groups: {
      array: {
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true, default: null },
        groupId: { type: 'string' },
        groupState: { type: 'string' },
        groupEpoch: { type: 'int32' },
        assignmentEpoch: { type: 'int32' },
        assignorName: { type: 'string' },
        members: {
          array: {
            memberId: { type: 'string' },
            instanceId: { type: 'string', nullable: true, default: null },
            rackId: { type: 'string', nullable: true, default: null },
            memberEpoch: { type: 'int32' },
            clientId: { type: 'string' },
            clientHost: { type: 'string' },
            subscribedTopicNames: { array: 'string' },
            subscribedTopicRegex: { type: 'string', nullable: true, default: null },
            assignment: { struct: assignment },
            targetAssignment: { struct: assignment },
            memberType: { type: 'int8', since: 1, default: -1, ignorable: true },
          },
        },
        authorizedOperations: { type: 'int32', default: -2147483648 },
      },
    },
  },
} as const satisfies Message
