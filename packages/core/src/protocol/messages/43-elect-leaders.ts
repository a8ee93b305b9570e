/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const electLeadersRequest = {
  name: 'ElectLeadersRequest',
  key: 43,
  versions: [0, 2],
  flexibleSince: 2,
  fields: {
    electionType: { type: 'int8', since: 1 },
    topicPartitions: {
      nullable: true,
      array: {
        topic: { type: 'string' },
        partitions: { array: 'int32' },
      },
    },
    timeoutMs: { type: 'int32', default: 60000 },
  },
} as const satisfies Message

export const electLeadersResponse = {
  name: 'ElectLeadersResponse',
  key: 43,
  versions: [0, 2],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16', since: 1 },
    replicaElectionResults: {
      array: {
        topic: { type: 'string' },
        partitionResult: {
          array: {
            partitionId: { type: 'int32' },
            errorCode: { type: 'int16' },
            errorMessage: { type: 'string', nullable: true },
          },
        },
      },
    },
  },
} as const satisfies Message
