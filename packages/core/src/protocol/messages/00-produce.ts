/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const produceRequest = {
  name: 'ProduceRequest',
  key: 0,
  versions: [3, 13],
  flexibleSince: 9,
  fields: {
    transactionalId: { type: 'string', nullable: true, default: null },
    acks: { type: 'int16' },
    timeoutMs: { type: 'int32' },
    topicData: {
      array: {
        name: { type: 'string', until: 12, ignorable: true },
        topicId: { type: 'uuid', since: 13, ignorable: true },
        partitionData: {
          array: {
            index: { type: 'int32' },
            records: { type: 'records', nullable: true },
          },
        },
      },
    },
  },
} as const satisfies Message

export const produceResponse = {
  name: 'ProduceResponse',
  key: 0,
  versions: [3, 13],
  flexibleSince: 9,
  fields: {
    responses: {
      array: {
        name: { type: 'string', until: 12, ignorable: true },
        topicId: { type: 'uuid', since: 13, ignorable: true },
        partitionResponses: {
          array: {
            index: { type: 'int32' },
            errorCode: { type: 'int16' },
            baseOffset: { type: 'int64' },
            logAppendTimeMs: { type: 'int64', default: -1 },
            logStartOffset: { type: 'int64', since: 5, default: -1, ignorable: true },
            recordErrors: {
              since: 8,
              ignorable: true,
              array: {
                batchIndex: { type: 'int32' },
                batchIndexErrorMessage: { type: 'string', nullable: true, default: null },
              },
            },
            errorMessage: { type: 'string', since: 8, nullable: true, default: null, ignorable: true },
            currentLeader: {
              since: 10,
              tag: 0,
              struct: {
                leaderId: { type: 'int32', default: -1 },
                leaderEpoch: { type: 'int32', default: -1 },
              },
            },
          },
        },
      },
    },
    throttleTimeMs: { type: 'int32', default: 0 },
    nodeEndpoints: {
      since: 10,
      tag: 0,
      array: {
        nodeId: { type: 'int32' },
        host: { type: 'string' },
        port: { type: 'int32' },
        rack: { type: 'string', nullable: true, default: null },
      },
    },
  },
} as const satisfies Message
