/**
 * RemoveTopicRecord: record type 9 of __cluster_metadata: the topic of this id is gone, and with it its
 * partitions and settings. There is one version.
 */
import type { Message } from '../../schema.ts'

export const removeTopicRecord = {
  name: 'RemoveTopicRecord',
  key: 9,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    topicId: { type: 'uuid' },
  },
} as const satisfies Message
