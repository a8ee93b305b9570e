/**
 * CreatePartitions: an admin client raises the number of partitions of a topic (KIP-195). Any broker takes
 * the request and passes it on to the controller. count is the new total, not the number to add; the
 * assignments, if given, are for the new ones alone. A count that is not higher than the present one gets
 * INVALID_PARTITIONS.
 *
 * Trap: records of the same key go to another partition from then on. A streams application whose input grows
 * under its feet has its state in the wrong tasks, so the runtime must stop rather than go on.
 *
 * From 1 on the client waits out a throttle itself. 2 only brings the compact encoding. 3 may answer
 * THROTTLING_QUOTA_EXCEEDED (KIP-599). librdkafka 2.0 sends 0.
 */
import type { Message } from '../schema.ts'

export const createPartitionsRequest = {
  name: 'CreatePartitionsRequest',
  key: 37,
  versions: [0, 3],
  flexibleSince: 2,
  fields: {
    topics: {
      array: {
        name: { type: 'string' },
        count: { type: 'int32' },
        assignments: {
          nullable: true,
          array: {
            brokerIds: { array: 'int32' },
          },
        },
      },
    },
    timeoutMs: { type: 'int32' },
    validateOnly: { type: 'bool' },
  },
} as const satisfies Message

export const createPartitionsResponse = {
  name: 'CreatePartitionsResponse',
  key: 37,
  versions: [0, 3],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    results: {
      array: {
        name: { type: 'string' },
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true, default: null },
      },
    },
  },
} as const satisfies Message
