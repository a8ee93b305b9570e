/**
 * EndTxn: a producer commits or aborts its transaction. Once the transaction coordinator has written the
 * decision to its log it stands and is answered; the markers reach the partitions afterwards. A producer that
 * starts the next transaction too soon meets CONCURRENT_TRANSACTIONS. The same request sent again is answered
 * as the first was.
 *
 * From 1 on the client waits out a throttle itself. 2 may answer PRODUCER_FENCED, where older versions say
 * INVALID_PRODUCER_EPOCH. 3 only brings the compact encoding. 4 may answer TRANSACTION_ABORTABLE. 5 ends a
 * transaction of version 2: each end raises the epoch, so late writes of the old transaction cannot fall into
 * the next, and the answer carries the epoch to go on with, or a new producer id with epoch 0 where epochs
 * ran out (KIP-890). A client chooses 5 only if that transaction version is in force.
 *
 * kafkajs 2.2.4 and librdkafka 2.0 send 1.
 */
import type { Message } from '../schema.ts'

export const endTxnRequest = {
  name: 'EndTxnRequest',
  key: 26,
  versions: [0, 5],
  flexibleSince: 3,
  fields: {
    transactionalId: { type: 'string' },
    producerId: { type: 'int64' },
    producerEpoch: { type: 'int16' },
    committed: { type: 'bool' },
  },
} as const satisfies Message

export const endTxnResponse = {
  name: 'EndTxnResponse',
  key: 26,
  versions: [0, 5],
  flexibleSince: 3,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
    producerId: { type: 'int64', since: 5, default: -1, ignorable: true },
    producerEpoch: { type: 'int16', since: 5, default: -1, ignorable: true },
  },
} as const satisfies Message
