/**
 * WriteTxnMarkers: the transaction coordinator has the leaders of all partitions of a transaction append a
 * commit or abort marker. Only brokers send it; it requires the cluster action. A leader checks producer and
 * coordinator epoch, appends the marker, and lets its last stable offset move on. A marker on a partition of
 * __consumer_offsets also makes that group's pending offsets valid, or drops them.
 *
 * 1 is the oldest version and compact already. 2 tells the transaction version (KIP-1228). From transaction
 * version 2 on a marker must carry an epoch higher than the one the records were written with, while before
 * an equal one will do. Trap: a coordinator that repeats a marker after a crash or a lost answer sends the
 * same epoch again; where the transaction has already ended that is success, or it hangs for ever
 * (KAFKA-19999).
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
