/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const alterClientQuotasRequest = {
  name: 'AlterClientQuotasRequest',
  key: 49,
  versions: [0, 1],
  flexibleSince: 1,
  fields: {
    entries: {
      array: {
        entity: {
          array: {
            entityType: { type: 'string' },
            entityName: { type: 'string', nullable: true },
          },
        },
        ops: {
          array: {
            key: { type: 'string' },
            value: { type: 'float64' },
            remove: { type: 'bool' },
          },
        },
      },
    },
    validateOnly: { type: 'bool' },
  },
} as const satisfies Message

export const alterClientQuotasResponse = {
  name: 'AlterClientQuotasResponse',
  key: 49,
  versions: [0, 1],
  flexibleSince: 1,
  fields: {
    throttleTimeMs: { type: 'int32' },
    entries: {
      array: {
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true },
        entity: {
          array: {
            entityType: { type: 'string' },
            entityName: { type: 'string', nullable: true },
          },
        },
      },
    },
  },
} as const satisfies Message
