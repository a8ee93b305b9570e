/**
 * OffsetCommit: record type 1 of __consumer_offsets. The key is group, topic and partition, the value is
 * where the group stands: the offset of the next record to read. A null value is a tombstone: the commit
 * expired, was deleted, or went with its group or topic. The group coordinator reads all of them when it
 * becomes the leader of the partition, before it serves any group there.
 *
 * Within a transaction the record is written with the transaction's producer id and is pending until the
 * marker follows; a loading coordinator must keep it aside until then, or forget it if the transaction was
 * aborted.
 *
 * 1 has an expiry of the commit's own and is written only for clients that ask for one (OffsetCommit 2 to 4),
 * though it lacks the leader epoch; 2 drops the expiry, as the broker's retention now counts from when the
 * group became empty; 3 adds the leader epoch of the last record read (KIP-320) and is what is normally
 * written; 4 is compact and can carry the topic id. From 4 on fields are to be added as tagged ones only, so
 * that older brokers can still read them (KIP-915).
 */
import type { Message } from '../../schema.ts'

export const offsetCommitKey = {
  name: 'OffsetCommitKey',
  key: 1,
  versions: [0, 0],
  fields: {
    group: { type: 'string' },
    topic: { type: 'string' },
    partition: { type: 'int32' },
  },
} as const satisfies Message

export const offsetCommitValue = {
  name: 'OffsetCommitValue',
  key: 1,
  versions: [0, 4],
  flexibleSince: 4,
  fields: {
    offset: { type: 'int64' },
    leaderEpoch: { type: 'int32', since: 3, default: -1, ignorable: true },
    metadata: { type: 'string' },
    commitTimestamp: { type: 'int64' },
    expireTimestamp: { type: 'int64', since: 1, until: 1, default: -1, ignorable: true },
    topicId: { type: 'uuid', since: 4, tag: 0, ignorable: true },
  },
} as const satisfies Message
