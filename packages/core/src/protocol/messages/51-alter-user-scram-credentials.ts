/**
 * AlterUserScramCredentials: an admin client creates, changes and removes SCRAM credentials (KIP-554). Any
 * broker takes the request and passes it on to the controller. The client salts and hashes the password
 * itself, so that the broker never sees it; mechanism 1 is SHA-256, 2 is SHA-512.
 *
 * The answer has one result for each user, however many changes the request makes to that user. Too few or
 * too many iterations get UNACCEPTABLE_CREDENTIAL, removing what is not there gets RESOURCE_NOT_FOUND. There
 * is one version only.
 */
import type { Message } from '../schema.ts'

export const alterUserScramCredentialsRequest = {
  name: 'AlterUserScramCredentialsRequest',
  key: 51,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    deletions: {
      array: {
        name: { type: 'string' },
        mechanism: { type: 'int8' },
      },
    },
    upsertions: {
      array: {
        name: { type: 'string' },
        mechanism: { type: 'int8' },
        iterations: { type: 'int32' },
        salt: { type: 'bytes' },
        saltedPassword: { type: 'bytes' },
      },
    },
  },
} as const satisfies Message

export const alterUserScramCredentialsResponse = {
  name: 'AlterUserScramCredentialsResponse',
  key: 51,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    throttleTimeMs: { type: 'int32' },
    results: {
      array: {
        user: { type: 'string' },
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true },
      },
    },
  },
} as const satisfies Message
