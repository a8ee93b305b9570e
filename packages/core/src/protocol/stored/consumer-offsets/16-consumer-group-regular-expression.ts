/**
 * ConsumerGroupRegularExpression: record type 16 of __consumer_offsets: the topics to which a regular
 * expression of a consumer group was last resolved. The key is group and expression, whichever members use
 * it; a null value is a tombstone: no member subscribes to it any more.
 *
 * Resolving takes time and needs permissions of the asking member, so the group coordinator keeps the outcome
 * over a failover. version is the version of the cluster metadata that was looked at, timestamp the time; by
 * them it knows when to look again. There is one version of the record. Types 10 to 15 belong to share
 * groups.
 */
import type { Message } from '../../schema.ts'

export const consumerGroupRegularExpressionKey = {
  name: 'ConsumerGroupRegularExpressionKey',
  key: 16,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
    regularExpression: { type: 'string' },
  },
} as const satisfies Message

export const consumerGroupRegularExpressionValue = {
  name: 'ConsumerGroupRegularExpressionValue',
  key: 16,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    topics: { array: 'string' },
    version: { type: 'int64' },
    timestamp: { type: 'int64' },
  },
} as const satisfies Message
