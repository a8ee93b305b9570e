/**
 * DescribeCluster: an admin client asks for the cluster id and the nodes, without any topics (KIP-700). Any
 * broker answers, and since KIP-919 a controller as well, to a client that is connected to it directly.
 *
 * A broker does not name the true controller but some living broker, as clients need only a node that passes
 * their request on. 1 adds endpointType, 1 for brokers and 2 for controllers; asking the one kind of node for
 * the other gets MISMATCHED_ENDPOINT_TYPE, an unknown kind UNSUPPORTED_ENDPOINT_TYPE (KIP-919). 2 can list
 * fenced brokers too and marks them (KIP-1073).
 */
import type { Message } from '../schema.ts'

export const describeClusterRequest = {
  name: 'DescribeClusterRequest',
  key: 60,
  versions: [0, 2],
  flexibleSince: 0,
  fields: {
    includeClusterAuthorizedOperations: { type: 'bool' },
    endpointType: { type: 'int8', since: 1, default: 1 },
    includeFencedBrokers: { type: 'bool', since: 2 },
  },
} as const satisfies Message

export const describeClusterResponse = {
  name: 'DescribeClusterResponse',
  key: 60,
  versions: [0, 2],
  flexibleSince: 0,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
    errorMessage: { type: 'string', nullable: true, default: null },
    endpointType: { type: 'int8', since: 1, default: 1 },
    clusterId: { type: 'string' },
    controllerId: { type: 'int32', default: -1 },
    brokers: {
      array: {
        brokerId: { type: 'int32' },
        host: { type: 'string' },
        port: { type: 'int32' },
        rack: { type: 'string', nullable: true, default: null },
        isFenced: { type: 'bool', since: 2 },
      },
    },
    clusterAuthorizedOperations: { type: 'int32', default: -2147483648 },
  },
} as const satisfies Message
