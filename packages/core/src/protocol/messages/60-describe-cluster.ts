/**
 * TODO story
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
