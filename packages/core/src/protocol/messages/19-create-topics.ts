/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const createTopicsRequest = {
  name: 'CreateTopicsRequest',
  key: 19,
  versions: [2, 7],
  flexibleSince: 5,
  fields: {
    topics: {
      array: {
        name: { type: 'string' },
        numPartitions: { type: 'int32' },
        replicationFactor: { type: 'int16' },
        assignments: {
          array: {
            partitionIndex: { type: 'int32' },
            brokerIds: { array: 'int32' },
          },
        },
        configs: {
          array: {
            name: { type: 'string' },
            value: { type: 'string', nullable: true },
          },
        },
      },
    },
    timeoutMs: { type: 'int32', default: 60000 },
    validateOnly: { type: 'bool', default: false },
  },
} as const satisfies Message

export const createTopicsResponse = {
  name: 'CreateTopicsResponse',
  key: 19,
  versions: [2, 7],
  flexibleSince: 5,
  fields: {
    throttleTimeMs: { type: 'int32' },
    topics: {
      array: {
        name: { type: 'string' },
        topicId: { type: 'uuid', since: 7, ignorable: true },
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true },
        topicConfigErrorCode: { type: 'int16', since: 5, tag: 0, ignorable: true },
        numPartitions: { type: 'int32', since: 5, default: -1, ignorable: true },
        replicationFactor: { type: 'int16', since: 5, default: -1, ignorable: true },
        configs: {
          since: 5,
          nullable: true,
          ignorable: true,
          array: {
            name: { type: 'string' },
            value: { type: 'string', nullable: true },
            readOnly: { type: 'bool' },
            configSource: { type: 'int8', default: -1 },
            isSensitive: { type: 'bool' },
          },
        },
      },
    },
  },
} as const satisfies Message
