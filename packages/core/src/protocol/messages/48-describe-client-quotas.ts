/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const describeClientQuotasRequest = {
  name: 'DescribeClientQuotasRequest',
  key: 48,
  versions: [0, 1],
  flexibleSince: 1,
  fields: {
    components: {
      array: {
        entityType: { type: 'string' },
        matchType: { type: 'int8' },
        match: { type: 'string', nullable: true },
      },
    },
    strict: { type: 'bool' },
  },
} as const satisfies Message

export const describeClientQuotasResponse = {
  name: 'DescribeClientQuotasResponse',
  key: 48,
  versions: [0, 1],
  flexibleSince: 1,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
    errorMessage: { type: 'string', nullable: true },
    entries: {
      nullable: true,
      array: {
        entity: {
          array: {
            entityType: { type: 'string' },
            entityName: { type: 'string', nullable: true },
          },
        },
        values: {
          array: {
            key: { type: 'string' },
            value: { type: 'float64' },
          },
        },
      },
    },
  },
} as const satisfies Message
