/**
 * DescribeUserScramCredentials: an admin client asks which SCRAM credentials users have (KIP-554). Any broker
 * answers out of its own view of the cluster, with mechanism and iterations only: neither salt nor password
 * ever leaves the broker. Mechanism 1 is SHA-256, 2 is SHA-512.
 *
 * Null or an empty list asks for all users. A user without credentials gets RESOURCE_NOT_FOUND, one named
 * twice gets DUPLICATE_RESOURCE. There is one version only.
 */
import type { Message } from '../schema.ts'

export const describeUserScramCredentialsRequest = {
  name: 'DescribeUserScramCredentialsRequest',
  key: 50,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    users: {
      nullable: true,
      array: {
        name: { type: 'string' },
      },
    },
  },
} as const satisfies Message

export const describeUserScramCredentialsResponse = {
  name: 'DescribeUserScramCredentialsResponse',
  key: 50,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
    errorMessage: { type: 'string', nullable: true },
    results: {
      array: {
        user: { type: 'string' },
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true },
        credentialInfos: {
          array: {
            mechanism: { type: 'int8' },
            iterations: { type: 'int32' },
          },
        },
      },
    },
  },
} as const satisfies Message
