/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const findCoordinatorRequest = {
  name: 'FindCoordinatorRequest',
  key: 10,
  versions: [0, 6],
  flexibleSince: 3,
  fields: {
    key: { type: 'string', until: 3 },
    keyType: { type: 'int8', since: 1, default: 0 },
    coordinatorKeys: { array: 'string', since: 4 },
  },
} as const satisfies Message

export const findCoordinatorResponse = {
  name: 'FindCoordinatorResponse',
  key: 10,
  versions: [0, 6],
  flexibleSince: 3,
  fields: {
    throttleTimeMs: { type: 'int32', since: 1, ignorable: true },
    errorCode: { type: 'int16', until: 3 },
    errorMessage: { type: 'string', since: 1, until: 3, nullable: true, ignorable: true },
    nodeId: { type: 'int32', until: 3 },
    host: { type: 'string', until: 3 },
    port: { type: 'int32', until: 3 },
    coordinators: {
      since: 4,
      array: {
        key: { type: 'string' },
        nodeId: { type: 'int32' },
        host: { type: 'string' },
        port: { type: 'int32' },
        errorCode: { type: 'int16' },
        errorMessage: { type: 'string', nullable: true },
      },
    },
  },
} as const satisfies Message
