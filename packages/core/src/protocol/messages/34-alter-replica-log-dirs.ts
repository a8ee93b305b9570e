/**
 * AlterReplicaLogDirs: an admin client moves replicas between the log directories of one broker, so it goes
 * to that very broker (KIP-113). The broker copies into a future log beside the present one and swaps them
 * when it has caught up; the answer only says that the move has begun, and DescribeLogDirs shows how far it
 * is.
 *
 * A directory that the broker does not have gets LOG_DIR_NOT_FOUND, a dead one KAFKA_STORAGE_ERROR. Where the
 * broker has no replica of the partition yet, the wish is remembered for the day it gets one, and the answer
 * is REPLICA_NOT_AVAILABLE.
 *
 * 1 is the oldest version, and from it on the client waits out a throttle itself; 2 only brings the compact
 * encoding.
 */
import type { Message } from '../schema.ts'

export const alterReplicaLogDirsRequest = {
  name: 'AlterReplicaLogDirsRequest',
  key: 34,
  versions: [1, 2],
  flexibleSince: 2,
  fields: {
    dirs: {
      array: {
        path: { type: 'string' },
        topics: {
          array: {
            name: { type: 'string' },
            partitions: { array: 'int32' },
          },
        },
      },
    },
  },
} as const satisfies Message

export const alterReplicaLogDirsResponse = {
  name: 'AlterReplicaLogDirsResponse',
  key: 34,
  versions: [1, 2],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    results: {
      array: {
        topicName: { type: 'string' },
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
