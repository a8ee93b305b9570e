/**
 * LegacyOffsetCommit: record type 0 of __consumer_offsets, a committed offset as the first brokers with this
 * topic wrote it. The key is group, topic and partition, as in type 1; a null value is a tombstone and
 * forgets the commit.
 *
 * A group coordinator that loads the partition treats it just like type 1. Brokers of today read it and never
 * write it; compaction removes it once the group commits again under the newer key, or the commit expires.
 */
import type { Message } from '../../schema.ts'

export const legacyOffsetCommitKey = {
  name: 'LegacyOffsetCommitKey',
  key: 0,
  versions: [0, 0],
  fields: {
    group: { type: 'string' },
    topic: { type: 'string' },
    partition: { type: 'int32' },
  },
} as const satisfies Message

export const legacyOffsetCommitValue = {
  name: 'LegacyOffsetCommitValue',
  key: 0,
  versions: [0, 0],
  fields: {
    offset: { type: 'int64' },
    metadata: { type: 'string' },
    commitTimestamp: { type: 'int64' },
  },
} as const satisfies Message
