/**
 * TODO story
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
