/**
 * AlterClientQuotas: an admin client sets or removes quotas of users, client ids and addresses (KIP-546). Any
 * broker takes the request and passes it on to the controller. A null entity name stands for the default of
 * its type. With remove the value is ignored. Each entity is changed as a whole and has its own error. Quotas
 * are the only float64 in all these messages.
 *
 * 0 is as 1, which only brings the compact encoding.
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
