/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const incrementalAlterConfigsRequest = {
  name: 'IncrementalAlterConfigsRequest',
  key: 44,
  versions: [0, 1],
  flexibleSince: 1,
  fields: {
    resources: {
      array: {
        resourceType: { type: 'int8' },
        resourceName: { type: 'string' },
        configs: {
          array: {
            name: { type: 'string' },
            configOperation: { type: 'int8' },
            value: { type: 'string', nullable: true },
          },
        },
      },
    },
    validateOnly: { type: 'bool' },
  },
} as const satisfies Message

export const incrementalAlterConfigsResponse = {
  name: 'IncrementalAlterConfigsResponse',
  key: 44,
  versions: [0, 1],
  flexibleSince: 1,
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
