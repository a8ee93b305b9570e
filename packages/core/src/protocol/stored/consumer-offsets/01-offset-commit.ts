/**
 * TODO story
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
