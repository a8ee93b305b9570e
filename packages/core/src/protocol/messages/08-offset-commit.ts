/**
 * OffsetCommit: a consumer tells the group coordinator how far it has come. The coordinator takes it only
 * from a member of the present generation, or from anyone with generation -1 while the group has no members:
 * that is how admin clients and consumers without group management commit.
 *
 * 2 is the oldest version; up to 4 a commit may carry its own retention time, since 5 only the broker's
 * setting counts. From 4 on the client waits out a throttle itself. 6 stores the leader epoch of the last
 * record read (KIP-320). 7 adds groupInstanceId, so that a process whose static identity another has taken
 * over is fenced (KIP-345). 9 is the first that a member of a KIP-848 group may use:
 * generationIdOrMemberEpoch then holds the member epoch, an outdated one gets STALE_MEMBER_EPOCH, and an
 * unknown group gets GROUP_ID_NOT_FOUND where older versions say ILLEGAL_GENERATION. 10 names topics by id
 * and may answer UNKNOWN_TOPIC_ID.
 *
 * While a classic group waits for its assignment, a valid member gets REBALANCE_IN_PROGRESS. kafkajs 2.2.4
 * sends 5, librdkafka 2.0 sends 7.
 */
import type { Message } from '../schema.ts'

export const offsetCommitRequest = {
  name: 'OffsetCommitRequest',
  key: 8,
  versions: [2, 10],
  flexibleSince: 8,
  fields: {
    groupId: { type: 'string' },
    generationIdOrMemberEpoch: { type: 'int32', default: -1 },
    memberId: { type: 'string' },
    groupInstanceId: { type: 'string', since: 7, nullable: true, default: null },
    retentionTimeMs: { type: 'int64', until: 4, default: -1, ignorable: true },
    topics: {
      array: {
        name: { type: 'string', until: 9, ignorable: true },
        topicId: { type: 'uuid', since: 10, ignorable: true },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            committedOffset: { type: 'int64' },
            committedLeaderEpoch: { type: 'int32', since: 6, default: -1, ignorable: true },
            committedMetadata: { type: 'string', nullable: true },
          },
        },
      },
    },
  },
} as const satisfies Message

export const offsetCommitResponse = {
  name: 'OffsetCommitResponse',
  key: 8,
  versions: [2, 10],
  flexibleSince: 8,
  fields: {
    throttleTimeMs: { type: 'int32', since: 3, ignorable: true },
    topics: {
      array: {
        name: { type: 'string', until: 9, ignorable: true },
        topicId: { type: 'uuid', since: 10, ignorable: true },
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
