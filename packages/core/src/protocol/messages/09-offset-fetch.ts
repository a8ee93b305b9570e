/**
 * OffsetFetch: a consumer asks the group coordinator where the group stands, before it reads the first record
 * of a partition. A partition without a commit gets offset -1 and no error.
 *
 * 1 is the oldest version. From 2 on null instead of topics asks for everything committed, and errors of the
 * whole group stand at the top; in 1 they must be repeated on each partition. From 4 on the client waits out
 * a throttle itself. 5 returns the leader epoch. 7 brings requireStable: while a transaction with offsets for
 * a partition is still open, that partition gets UNSTABLE_OFFSET_COMMIT and the client asks again (KIP-447).
 * 8 asks for several groups at once and moves everything into groups (KIP-709). 9 may name member and epoch
 * of a KIP-848 group, which are then checked: STALE_MEMBER_EPOCH, UNKNOWN_MEMBER_ID. 10 names topics by id.
 *
 * Trap: without requireStable a task's new owner may read an offset from before its old owner's commit and
 * process records twice. The streams runtime therefore needs 7. kafkajs 2.2.4 sends 4 and has no such flag;
 * librdkafka 2.0 sends 7.
 */
import type { Message } from '../schema.ts'

export const offsetFetchRequest = {
  name: 'OffsetFetchRequest',
  key: 9,
  versions: [1, 10],
  flexibleSince: 6,
  fields: {
    groupId: { type: 'string', until: 7 },
    topics: {
      until: 7,
      nullableSince: 2,
      array: {
        name: { type: 'string' },
        partitionIndexes: { array: 'int32' },
      },
    },
    groups: {
      since: 8,
      array: {
        groupId: { type: 'string' },
        memberId: { type: 'string', since: 9, nullable: true, default: null, ignorable: true },
        memberEpoch: { type: 'int32', since: 9, default: -1, ignorable: true },
        topics: {
          nullable: true,
          array: {
            name: { type: 'string', until: 9, ignorable: true },
            topicId: { type: 'uuid', since: 10, ignorable: true },
            partitionIndexes: { array: 'int32' },
          },
        },
      },
    },
    requireStable: { type: 'bool', since: 7, default: false },
  },
} as const satisfies Message

export const offsetFetchResponse = {
  name: 'OffsetFetchResponse',
  key: 9,
  versions: [1, 10],
  flexibleSince: 6,
  fields: {
    throttleTimeMs: { type: 'int32', since: 3, ignorable: true },
    topics: {
      until: 7,
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            committedOffset: { type: 'int64' },
            committedLeaderEpoch: { type: 'int32', since: 5, default: -1, ignorable: true },
            metadata: { type: 'string', nullable: true },
            errorCode: { type: 'int16' },
          },
        },
      },
    },
    errorCode: { type: 'int16', since: 2, until: 7, default: 0, ignorable: true },
    groups: {
      since: 8,
      array: {
        groupId: { type: 'string' },
        topics: {
          array: {
            name: { type: 'string', until: 9, ignorable: true },
            topicId: { type: 'uuid', since: 10, ignorable: true },
            partitions: {
              array: {
                partitionIndex: { type: 'int32' },
                committedOffset: { type: 'int64' },
                committedLeaderEpoch: { type: 'int32', default: -1 },
                metadata: { type: 'string', nullable: true },
                errorCode: { type: 'int16' },
              },
            },
          },
        },
        errorCode: { type: 'int16', default: 0 },
      },
    },
  },
} as const satisfies Message
