/**
 * StreamsGroupDescribe: an admin client asks the group coordinator for streams groups of KIP-1071: epochs,
 * topology, and for each member its process, endpoint, tasks now and tasks to come. A group of another kind
 * or none at all gets GROUP_ID_NOT_FOUND.
 *
 * The topology is the resolved one: partition counts are filled in and regular expressions are replaced by
 * the topics they match. Its subtopologies are null while source topics are missing or wrongly partitioned. A
 * member with isClassic still speaks JoinGroup. There is one version only.
 */
import type { Fields, Message } from '../schema.ts'

export const streamsGroupDescribeRequest = {
  name: 'StreamsGroupDescribeRequest',
  key: 89,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    groupIds: { array: 'string' },
    includeAuthorizedOperations: { type: 'bool' },
  },
} as const satisfies Message

const endpoint = {
  host: { type: 'string' },
  port: { type: 'uint16' },
} as const satisfies Fields

const taskOffset = {
  subtopologyId: { type: 'string' },
  partition: { type: 'int32' },
  offset: { type: 'int64' },
} as const satisfies Fields

const taskIds = {
  subtopologyId: { type: 'string' },
  partitions: { array: 'int32' },
} as const satisfies Fields

const assignment = {
  activeTasks: { array: taskIds },
  standbyTasks: { array: taskIds },
  warmupTasks: { array: taskIds },
} as const satisfies Fields

const keyValue = {
  key: { type: 'string' },
  value: { type: 'string' },
} as const satisfies Fields

const topicInfo = {
  name: { type: 'string' },
  partitions: { type: 'int32' },
  replicationFactor: { type: 'int16' },
  topicConfigs: { array: keyValue },
} as const satisfies Fields

export const streamsGroupDescribeResponse = {
  name: 'StreamsGroupDescribeResponse',
  key: 89,
  versions: [0, 0],
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
        topology: {
          nullable: true,
          default: null,
          struct: {
            epoch: { type: 'int32' },
            subtopologies: {
              nullable: true,
              default: null,
              array: {
                subtopologyId: { type: 'string' },
                sourceTopics: { array: 'string' },
                repartitionSinkTopics: { array: 'string' },
                stateChangelogTopics: { array: topicInfo },
                repartitionSourceTopics: { array: topicInfo },
              },
            },
          },
        },
        members: {
          array: {
            memberId: { type: 'string' },
            memberEpoch: { type: 'int32' },
            instanceId: { type: 'string', nullable: true, default: null },
            rackId: { type: 'string', nullable: true, default: null },
            clientId: { type: 'string' },
            clientHost: { type: 'string' },
            topologyEpoch: { type: 'int32' },
            processId: { type: 'string' },
            userEndpoint: { struct: endpoint, nullable: true, default: null },
            clientTags: { array: keyValue },
            taskOffsets: { array: taskOffset },
            taskEndOffsets: { array: taskOffset },
            assignment: { struct: assignment },
            targetAssignment: { struct: assignment },
            isClassic: { type: 'bool' },
          },
        },
        authorizedOperations: { type: 'int32', default: -2147483648 },
      },
    },
  },
} as const satisfies Message
