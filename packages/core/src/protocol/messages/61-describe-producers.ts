/**
 * DescribeProducers: an admin client asks a partition's leader, or another of its replicas, which producers
 * write to it: id, epoch, last sequence number, and where an open transaction begins (KIP-664). With it one
 * finds the transaction that keeps the last stable offset from moving, and so keeps readers of committed
 * records waiting. A broker that does not hold the partition answers NOT_LEADER_OR_FOLLOWER.
 *
 * There is one version only. producerEpoch is an int32 here, though it is an int16 in all other messages.
 */
import type { Message } from '../schema.ts'

export const describeProducersRequest = {
  name: 'DescribeProducersRequest',
  key: 61,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    topics: {
      array: {
        name: { type: 'string' },
        partitionIndexes: { array: 'int32' },
      },
    },
  },
} as const satisfies Message

export const describeProducersResponse = {
  name: 'DescribeProducersResponse',
  key: 61,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    throttleTimeMs: { type: 'int32' },
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            errorCode: { type: 'int16' },
            errorMessage: { type: 'string', nullable: true, default: null },
            activeProducers: {
              array: {
                producerId: { type: 'int64' },
                producerEpoch: { type: 'int32' },
                lastSequence: { type: 'int32', default: -1 },
                lastTimestamp: { type: 'int64', default: -1 },
                coordinatorEpoch: { type: 'int32' },
                currentTxnStartOffset: { type: 'int64', default: -1 },
              },
            },
          },
        },
      },
    },
  },
} as const satisfies Message
