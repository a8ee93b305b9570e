/**
 * Metadata: any client asks any broker for the brokers, for topics, and for who leads their partitions.
 * Clients ask at start, at intervals, and after each error that says that their view is stale. Any broker
 * answers, out of its own view of the cluster.
 *
 * In 0 an empty list asks for all topics; from 1 on null asks for all and an empty list for none. 1 adds
 * racks, the controller and isInternal, and no longer reports a dead replica as an error; 2 adds the cluster
 * id; 4 lets the client forbid that asking creates the topic, which versions below always permit; 5 lists
 * offline replicas; from 6 on the client waits out a throttle itself; 7 adds leader epochs; 8 adds authorized
 * operations. 10 has topic ids in the answer; its request has them too, but only from 12 on may a client ask
 * by id, with the name null (KIP-516). An unknown id gets UNKNOWN_TOPIC_ID and a null name. 11 leaves the
 * cluster's authorized operations to DescribeCluster (KIP-700). 13 has an error code for the whole answer.
 *
 * kafkajs 2.2.4 sends 6, librdkafka 2.0 sends 4.
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
