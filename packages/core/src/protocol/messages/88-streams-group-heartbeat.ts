/**
 * StreamsGroupHeartbeat: the one request by which a Kafka Streams member joins, lives in and leaves a streams
 * group (KIP-1071). It goes to the group coordinator, which takes the topology, creates the internal topics,
 * and assigns tasks itself. memberEpoch 0 joins and brings the topology; -1 leaves; -2 is a static member
 * that will be back. Tasks are named by sub-topology and partition; a task passes to its new owner only after
 * the old one no longer reports it.
 *
 * Null means unchanged since the last heartbeat, in either direction; an empty list means none. The three
 * lists of tasks are either all null or all given. The status codes of the answer: 0 stale topology, 1
 * missing source topics, 2 wrongly partitioned topics, 3 missing internal topics, 4 the whole application is
 * to shut down, 5 the assignment is delayed. These are no errors: the member is in the group, though it may
 * have no work. shutdownApplication sets off 4 for everyone.
 *
 * partitionsByUserEndpoint tells who holds which state, for interactive queries; it comes only when its epoch
 * is newer than the member's. Trap: brokers that know 0 alone refuse warm-up tasks and task offsets, so a
 * client leaves them null or empty there. There is one version only as yet.
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
