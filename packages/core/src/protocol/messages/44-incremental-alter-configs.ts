/**
 * IncrementalAlterConfigs: an admin client changes single settings of a resource and leaves all others alone
 * (KIP-339). Any broker takes the request and passes it on to the controller; a broker's loggers are changed
 * by that broker itself.
 *
 * configOperation is 0 to set, 1 to return to the default, 2 to append to a list, 3 to take away from a list.
 * For 1 the value is null. One resource may stand in a request once only, and within it each setting once,
 * otherwise the answer is INVALID_REQUEST. All changes to one resource are made or none.
 *
 * 0 is as 1, which only brings the compact encoding.
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
