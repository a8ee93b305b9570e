/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const writeTxnMarkersRequest = {
  name: 'WriteTxnMarkersRequest',
  key: 27,
  versions: [1, 2],
  flexibleSince: 1,
  fields: {
    markers: {
      array: {
        producerId: { type: 'int64' },
        producerEpoch: { type: 'int16' },
        transactionResult: { type: 'bool' },
        topics: {
          array: {
            name: { type: 'string' },
            partitionIndexes: { array: 'int32' },
          },
        },
        coordinatorEpoch: { type: 'int32' },
        transactionVersion: { type: 'int8', since: 2, default: 0, ignorable: true },
      },
    },
  },
} as const satisfies Message

export const writeTxnMarkersResponse = {
  name: 'WriteTxnMarkersResponse',
  key: 27,
  versions: [1, 2],
  flexibleSince: 1,
  fields: {
    markers: {
      array: {
        producerId: { type: 'int64' },
        topics: {
          array: {
            name: { type: 'string' },
            partitions: {
              array: {
                partitionIndex: { type: 'int32' },
                errorCode: { type: 'int16' },
              },
            },
          },
        },
      },
    },
  },
} as const satisfies Message
