/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const createAclsRequest = {
  name: 'CreateAclsRequest',
  key: 30,
  versions: [1, 3],
  flexibleSince: 2,
  fields: {
    creations: {
      array: {
        resourceType: { type: 'int8' },
        resourceName: { type: 'string' },
        resourcePatternType: { type: 'int8', default: 3 },
        principal: { type: 'string' },
        host: { type: 'string' },
        operation: { type: 'int8' },
        permissionType: { type: 'int8' },
      },
    },
  },
} as const satisfies Message

export const createAclsResponse = {
  name: 'CreateAclsResponse',
  key: 30,
  versions: [1, 3],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    results: {
      array: {
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true },
      },
    },
  },
} as const satisfies Message
