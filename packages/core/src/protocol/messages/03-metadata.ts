/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const metadataRequest = {
  name: 'MetadataRequest',
  key: 3,
  versions: [0, 13],
  flexibleSince: 9,
  fields: {
    topics: {
      nullableSince: 1,
      array: {
        topicId: { type: 'uuid', since: 10, ignorable: true },
        name: { type: 'string', nullableSince: 10 },
      },
    },
    allowAutoTopicCreation: { type: 'bool', since: 4, default: true },
    includeClusterAuthorizedOperations: { type: 'bool', since: 8, until: 10 },
    includeTopicAuthorizedOperations: { type: 'bool', since: 8 },
  },
} as const satisfies Message

export const metadataResponse = {
  name: 'MetadataResponse',
  key: 3,
  versions: [0, 13],
  flexibleSince: 9,
  fields: {
    throttleTimeMs: { type: 'int32', since: 3, ignorable: true },
    brokers: {
      array: {
        nodeId: { type: 'int32' },
        host: { type: 'string' },
        port: { type: 'int32' },
        rack: { type: 'string', since: 1, nullable: true, default: null, ignorable: true },
      },
    },
    clusterId: { type: 'string', since: 2, nullable: true, default: null, ignorable: true },
    controllerId: { type: 'int32', since: 1, default: -1, ignorable: true },
    topics: {
      array: {
        errorCode: { type: 'int16' },
        name: { type: 'string', nullableSince: 12 },
        topicId: { type: 'uuid', since: 10, ignorable: true },
        isInternal: { type: 'bool', since: 1, default: false, ignorable: true },
        partitions: {
          array: {
            errorCode: { type: 'int16' },
            partitionIndex: { type: 'int32' },
            leaderId: { type: 'int32' },
            leaderEpoch: { type: 'int32', since: 7, default: -1, ignorable: true },
            replicaNodes: { array: 'int32' },
            isrNodes: { array: 'int32' },
            offlineReplicas: { array: 'int32', since: 5, ignorable: true },
          },
        },
        topicAuthorizedOperations: { type: 'int32', since: 8, default: -2147483648 },
      },
    },
    clusterAuthorizedOperations: { type: 'int32', since: 8, until: 10, default: -2147483648 },
    errorCode: { type: 'int16', since: 13, ignorable: true },
  },
} as const satisfies Message
