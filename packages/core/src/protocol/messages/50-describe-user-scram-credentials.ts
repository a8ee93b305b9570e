/**
 * TODO story
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
