/**
 * TODO story
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
