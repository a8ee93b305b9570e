/**
 * ListPartitionReassignments: an admin client asks which partitions are being moved (KIP-455). Any broker
 * takes the request and passes it on to the controller. Null for topics asks for all; partitions that are not
 * moving are left out, so an empty answer means that all is done.
 *
 * replicas is the set as it now is, old and new together; addingReplicas are those still to catch up,
 * removingReplicas those that will go. There is one version only.
 */
import type { Message } from '../schema.ts'

export const listPartitionReassignmentsRequest = {
  name: 'ListPartitionReassignmentsRequest',
  key: 46,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    timeoutMs: { type: 'int32', default: 60000 },
    topics: {
      nullable: true,
      default: null,
      array: {
        name: { type: 'string' },
        partitionIndexes: { array: 'int32' },
      },
    },
  },
} as const satisfies Message

export const listPartitionReassignmentsResponse = {
  name: 'ListPartitionReassignmentsResponse',
  key: 46,
  versions: [0, 0],
  flexibleSince: 0,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16' },
    errorMessage: { type: 'string', nullable: true },
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            replicas: { array: 'int32' },
            addingReplicas: { array: 'int32' },
            removingReplicas: { array: 'int32' },
          },
        },
      },
    },
  },
} as const satisfies Message
