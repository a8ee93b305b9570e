/**
 * DescribeClientQuotas: an admin client reads the quotas set for users, client ids and addresses (KIP-546).
 * Any broker answers out of its own view of the cluster.
 *
 * Each component of the filter picks an entity type and either an exact name (matchType 0), the default
 * entity (1), or any that has a name (2). With strict, an entity that has further types is left out: so the
 * quotas of a user alone are told from those of the user together with a client id. entries is null if there
 * is an error.
 *
 * 0 is as 1, which only brings the compact encoding.
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
