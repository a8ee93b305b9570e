/**
 * AlterConfigs: an admin client replaces the whole dynamic configuration of a resource. Any broker takes the
 * request and passes it on to the controller; what concerns one broker goes to that broker.
 *
 * Trap: a setting that the request leaves out falls back to its default, so two clients that each change one
 * setting undo each other. That is why IncrementalAlterConfigs exists, and new clients should use that. From
 * 1 on the client waits out a throttle itself; 2 only brings the compact encoding.
 *
 * librdkafka 2.0 sends 0 and has no incremental form yet.
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
