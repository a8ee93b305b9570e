/**
 * InitProducerId: a producer asks for its id and epoch. An idempotent producer, with a null transactional id,
 * may ask any broker and gets a fresh id. A transactional one asks its transaction coordinator, which raises
 * the epoch and so fences every earlier producer of that transactional id. A transaction left open is aborted
 * first, and until then the answer is CONCURRENT_TRANSACTIONS.
 *
 * From 1 on the client waits out a throttle itself. 3 lets a producer go on after an error by naming the id
 * and epoch that it has (KIP-360). 4 may answer PRODUCER_FENCED, where older versions say
 * INVALID_PRODUCER_EPOCH. 5 may answer TRANSACTION_ABORTABLE (KIP-890). 6 adds two-phase commit (KIP-939) and
 * is not enabled by default; the response is declared to it as well.
 *
 * Trap: a first request in 3 or above must carry -1 for both id and epoch. With 0 and 0 it claims to be an
 * earlier producer, and is fenced as soon as the coordinator knows another id; -1 for only one of them gets
 * INVALID_REQUEST. kafkajs 2.2.4 sends 1, librdkafka 2.0 sends 4.
 */
import type { Message } from '../schema.ts'

export const initProducerIdRequest = {
  name: 'InitProducerIdRequest',
  key: 22,
  versions: [0, 6],
  flexibleSince: 2,
  unstableSince: 6,
  fields: {
    transactionalId: { type: 'string', nullable: true },
    transactionTimeoutMs: { type: 'int32' },
    producerId: { type: 'int64', since: 3, default: -1 },
    producerEpoch: { type: 'int16', since: 3, default: -1 },
    enable2Pc: { type: 'bool', since: 6, default: false },
    keepPreparedTxn: { type: 'bool', since: 6, default: false },
  },
} as const satisfies Message

export const initProducerIdResponse = {
  name: 'InitProducerIdResponse',
  key: 22,
  versions: [0, 6],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
    producerId: { type: 'int64', default: -1 },
    producerEpoch: { type: 'int16' },
    ongoingTxnProducerId: { type: 'int64', since: 6, default: -1 },
    ongoingTxnProducerEpoch: { type: 'int16', since: 6, default: -1 },
  },
} as const satisfies Message
