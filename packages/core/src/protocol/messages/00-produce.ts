/**
 * Produce: a producer hands record batches to the leader of each partition. The answer carries the first
 * offset that each batch got. With acks 0 the broker appends and does not answer at all; with acks -1 it
 * answers once all in-sync replicas have the batch.
 *
 * Since 3, the oldest version still spoken, batches are of magic 2 and may be transactional. 4 may answer
 * KAFKA_STORAGE_ERROR; 5 tells where the log starts, so that a producer can see that its old sequence numbers
 * were deleted and not lost; from 6 on the client waits out a throttle itself; 7 may carry zstd (KIP-110),
 * which a broker refuses below it; 8 names the single records that were at fault (KIP-467); 10 names the new
 * leader and its address beside NOT_LEADER_OR_FOLLOWER (KIP-951); 11 may answer TRANSACTION_ABORTABLE; from
 * 12 on, where transaction version 2 is in force, the leader itself adds the partition to the transaction,
 * and no AddPartitionsToTxn comes first (KIP-890); 13 names topics by id (KIP-516).
 *
 * Trap: ApiVersions must advertise this API from 0 although 0 to 2 are gone. librdkafka looks for version 0
 * before it uses gzip, snappy or lz4, and otherwise quietly sends uncompressed (KAFKA-18659). kafkajs 2.2.4
 * and librdkafka 2.0 send 7.
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
