/**
 * TxnOffsetCommit: a producer commits the offsets of a consumer group as part of its transaction: what makes
 * read, process and write one atomic step. The group coordinator writes them to __consumer_offsets as
 * pending; they count once the commit marker arrives there.
 *
 * From 1 on the client waits out a throttle itself. 2 stores the leader epoch of the last record read. 3
 * carries generation, member id and groupInstanceId, and the coordinator answers ILLEGAL_GENERATION,
 * UNKNOWN_MEMBER_ID or FENCED_INSTANCE_ID to a member that is no longer in the group (KIP-447). 4 may answer
 * TRANSACTION_ABORTABLE. With 5, under transaction version 2, the coordinator adds its own partition to the
 * transaction and AddOffsetsToTxn is left out; otherwise a client stops at 4 (KIP-890).
 *
 * Traps: below 3 there is nothing to fence by, so a task's former owner can still commit; only one producer
 * per input partition is safe then. Below 2, COORDINATOR_LOAD_IN_PROGRESS must be sent as
 * COORDINATOR_NOT_AVAILABLE, since old clients may crash on it. kafkajs 2.2.4 sends 1, librdkafka 2.0 sends
 * 3.
 */
import type { Message } from '../schema.ts'

export const txnOffsetCommitRequest = {
  name: 'TxnOffsetCommitRequest',
  key: 28,
  versions: [0, 5],
  flexibleSince: 3,
  fields: {
    transactionalId: { type: 'string' },
    groupId: { type: 'string' },
    producerId: { type: 'int64' },
    producerEpoch: { type: 'int16' },
    generationId: { type: 'int32', since: 3, default: -1 },
    memberId: { type: 'string', since: 3, default: '' },
    groupInstanceId: { type: 'string', since: 3, nullable: true, default: null },
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            committedOffset: { type: 'int64' },
            committedLeaderEpoch: { type: 'int32', since: 2, default: -1, ignorable: true },
            committedMetadata: { type: 'string', nullable: true },
          },
        },
      },
    },
  },
} as const satisfies Message

export const txnOffsetCommitResponse = {
  name: 'TxnOffsetCommitResponse',
  key: 28,
  versions: [0, 5],
  flexibleSince: 3,
  fields: {
    throttleTimeMs: { type: 'int32' },
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
} as const satisfies Message
