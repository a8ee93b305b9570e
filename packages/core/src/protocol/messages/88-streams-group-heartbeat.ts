/**
 * TODO story
 */
import type { Fields, Message } from '../schema.ts'

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

export const streamsGroupHeartbeatRequest = {
  name: 'StreamsGroupHeartbeatRequest',
  key: 88,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    groupId: { type: 'string' },
    memberId: { type: 'string' },
    memberEpoch: { type: 'int32' },
    endpointInformationEpoch: { type: 'int32' },
    instanceId: { type: 'string', nullable: true, default: null },
    rackId: { type: 'string', nullable: true, default: null },
    rebalanceTimeoutMs: { type: 'int32', default: -1 },
    topology: {
      nullable: true,
      default: null,
      struct: {
        epoch: { type: 'int32' },
        subtopologies: {
          array: {
            subtopologyId: { type: 'string' },
            sourceTopics: { array: 'string' },
            sourceTopicRegex: { array: 'string' },
            stateChangelogTopics: { array: topicInfo },
            repartitionSinkTopics: { array: 'string' },
            repartitionSourceTopics: { array: topicInfo },
            copartitionGroups: {
              array: {
                sourceTopics: { array: 'int16' },
                sourceTopicRegex: { array: 'int16' },
                repartitionSourceTopics: { array: 'int16' },
              },
            },
          },
        },
      },
    },
    activeTasks: { array: taskIds, nullable: true, default: null },
    standbyTasks: { array: taskIds, nullable: true, default: null },
    warmupTasks: { array: taskIds, nullable: true, default: null },
    processId: { type: 'string', nullable: true, default: null },
    userEndpoint: { struct: endpoint, nullable: true, default: null },
    clientTags: { array: keyValue, nullable: true, default: null },
    taskOffsets: { array: taskOffset, nullable: true, default: null },
    taskEndOffsets: { array: taskOffset, nullable: true, default: null },
    shutdownApplication: { type: 'bool', default: false },
  },
} as const satisfies Message

const status = {
  statusCode: { type: 'int8' },
  statusDetail: { type: 'string' },
} as const satisfies Fields

const topicPartition = {
  topic: { type: 'string' },
  partitions: { array: 'int32' },
} as const satisfies Fields

export const streamsGroupHeartbeatResponse = {
  name: 'StreamsGroupHeartbeatResponse',
  key: 88,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
    errorMessage: { type: 'string', nullable: true, default: null },
    memberId: { type: 'string' },
    memberEpoch: { type: 'int32' },
    heartbeatIntervalMs: { type: 'int32' },
    acceptableRecoveryLag: { type: 'int32' },
    taskOffsetIntervalMs: { type: 'int32' },
    status: { array: status, nullable: true },
    activeTasks: { array: taskIds, nullable: true, default: null },
    standbyTasks: { array: taskIds, nullable: true, default: null },
    warmupTasks: { array: taskIds, nullable: true, default: null },
    endpointInformationEpoch: { type: 'int32' },
    partitionsByUserEndpoint: {
      nullable: true,
      default: null,
      array: {
        userEndpoint: { struct: endpoint },
        activePartitions: { array: topicPartition },
        standbyPartitions: { array: topicPartition },
      },
    },
  },
} as const satisfies Message
