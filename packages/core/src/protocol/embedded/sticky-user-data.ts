/**
 * What Java's sticky assignors put into the userData of a subscription (see consumer-protocol.ts). No version stands
 * before it: a reader tries the newest it knows, and then the one before.
 *
 * The eager one says what the member had; since 1 also the generation in which it got it, so that an outdated claim
 * is recognized. The cooperative one says the generation only, and is read where the subscription is too old to say
 * it (before version 2).
 */
import type { Message } from '../schema.ts'

export const stickyUserData = {
  name: 'StickyAssignorUserData',
  versions: [0, 1],
  fields: {
    previousAssignment: {
      array: {
        topic: { type: 'string' },
        partitions: { array: 'int32' },
      },
    },
    generation: { type: 'int32', since: 1, default: -1 },
  },
} as const satisfies Message

export const cooperativeStickyUserData = {
  name: 'CooperativeStickyAssignorUserData',
  versions: [0, 0],
  fields: {
    generation: { type: 'int32' },
  },
} as const satisfies Message
