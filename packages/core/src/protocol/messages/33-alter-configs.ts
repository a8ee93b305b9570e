/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const alterConfigsRequest = {
  name: 'AlterConfigsRequest',
  key: 33,
  versions: [0, 2],
  flexibleSince: 2,
  fields: {
    resources: {
      array: {
        resourceType: { type: 'int8' },
        resourceName: { type: 'string' },
        configs: {
          array: {
            name: { type: 'string' },
            value: { type: 'string', nullable: true },
          },
        },
      },
    },
    validateOnly: { type: 'bool' },
  },
} as const satisfies Message

export const alterConfigsResponse = {
  name: 'AlterConfigsResponse',
  key: 33,
  versions: [0, 2],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    responses: {
      array: {
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true },
        resourceType: { type: 'int8' },
        resourceName: { type: 'string' },
      },
    },
  },
} as const satisfies Message
