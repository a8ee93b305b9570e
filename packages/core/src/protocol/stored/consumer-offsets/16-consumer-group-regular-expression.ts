/**
 * TODO story
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
