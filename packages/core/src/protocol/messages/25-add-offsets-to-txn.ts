/**
 * AddOffsetsToTxn: before a producer commits a group's offsets within its transaction, it names the group to
 * its transaction coordinator. That adds the group's partition of __consumer_offsets to the transaction; the
 * offsets themselves then go to the group coordinator by TxnOffsetCommit.
 *
 * From 1 on the client waits out a throttle itself. 2 may answer PRODUCER_FENCED, where older versions say
 * INVALID_PRODUCER_EPOCH. 3 only brings the compact encoding. 4 may answer TRANSACTION_ABORTABLE (KIP-890).
 * Under transaction version 2 a client does not send this at all: TxnOffsetCommit 5 does the work.
 *
 * kafkajs 2.2.4 sends 1, librdkafka 2.0 sends 0.
 */
import type { Message } from '../schema.ts'

export const addOffsetsToTxnRequest = {
  name: 'AddOffsetsToTxnRequest',
  key: 25,
  versions: [0, 4],
  flexibleSince: 3,
  fields: {
    transactionalId: { type: 'string' },
    producerId: { type: 'int64' },
    producerEpoch: { type: 'int16' },
    groupId: { type: 'string' },
  },
} as const satisfies Message

export const addOffsetsToTxnResponse = {
  name: 'AddOffsetsToTxnResponse',
  key: 25,
  versions: [0, 4],
  flexibleSince: 3,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
  },
} as const satisfies Message
