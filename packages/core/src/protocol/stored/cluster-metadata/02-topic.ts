/**
 * TopicRecord: record type 2 of __cluster_metadata: there is a topic of this name and id. Its partitions and
 * settings follow in records of their own, in the same batch. There is one version.
 */
import type { Message } from '../../schema.ts'

export const topicRecord = {
  name: 'TopicRecord',
  key: 2,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    name: { type: 'string' },
    topicId: { type: 'uuid' },
  },
} as const satisfies Message
