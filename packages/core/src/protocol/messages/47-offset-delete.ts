/**
 * OffsetDelete: an admin client has the group coordinator forget a group's offsets for some partitions, and
 * leaves the group itself in being (KIP-496). In an active group this is permitted only for topics that no
 * member reads: others get GROUP_SUBSCRIBED_TO_TOPIC. An active classic group of another protocol type than
 * consumer, whose subscriptions the broker cannot read, gets NON_EMPTY_GROUP as a whole.
 *
 * There is one version only, 0, and it is in the old encoding. The error code stands before throttleTimeMs,
 * unlike in nearly all other APIs. librdkafka 2.0 sends it.
 */
import type { Message } from '../schema.ts'

export const offsetDeleteRequest = {
  name: 'OffsetDeleteRequest',
  key: 47,
  versions: [0, 0],
  fields: {
    groupId: { type: 'string' },
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
          },
        },
      },
    },
  },
} as const satisfies Message

export const offsetDeleteResponse = {
  name: 'OffsetDeleteResponse',
  key: 47,
  versions: [0, 0],
  fields: {
    errorCode: { type: 'int16' },
    throttleTimeMs: { type: 'int32' },
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            errorCode: { type: 'int16' },
          },
        },
      },
    },
  },
} as const satisfies Message
