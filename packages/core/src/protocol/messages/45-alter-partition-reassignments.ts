/**
 * AlterPartitionReassignments: an admin client gives partitions another set of replicas, or with null stops a
 * move in progress (KIP-455). Any broker takes the request and passes it on to the controller. The answer
 * means that the move has begun; ListPartitionReassignments shows when it is over. Stopping where nothing
 * moves gets NO_REASSIGNMENT_IN_PROGRESS.
 *
 * 1 adds allowReplicationFactorChange, by default true, which is how 0 always behaves. With false a move that
 * would change the number of replicas is refused, so that a tool does not undo what someone else has just
 * changed (KIP-860).
 */
import type { Message } from '../schema.ts'

export const alterPartitionReassignmentsRequest = {
  name: 'AlterPartitionReassignmentsRequest',
  key: 45,
  versions: [0, 1],
  flexibleSince: 0,
  fields: {
    timeoutMs: { type: 'int32', default: 60000 },
    allowReplicationFactorChange: { type: 'bool', since: 1, default: true },
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            replicas: { array: 'int32', nullable: true, default: null },
          },
        },
      },
    },
  },
} as const satisfies Message

export const alterPartitionReassignmentsResponse = {
  name: 'AlterPartitionReassignmentsResponse',
  key: 45,
  versions: [0, 1],
  flexibleSince: 0,
  fields: {
    throttleTimeMs: { type: 'int32' },
    allowReplicationFactorChange: { type: 'bool', since: 1, default: true, ignorable: true },
    errorCode: { type: 'int16' },
    errorMessage: { type: 'string', nullable: true },
    responses: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            errorCode: { type: 'int16' },
            errorMessage: { type: 'string', nullable: true },
          },
        },
      },
    },
  },
} as const satisfies Message
