/**
 * ListOffsets: a client asks the leader of each partition which offset belongs to a point in time. A consumer
 * finds its start with it, and a streams runtime the end of a changelog before it restores. The timestamp may
 * be one of several signs: -1 the end, -2 the start, -3 the record with the largest timestamp, -4 the start
 * of what is local, -5 the end of what is tiered. Otherwise the answer is the first record not older than the
 * timestamp, or offset -1 where there is none.
 *
 * 1 is the oldest version and answers one offset. 2 brings isolationLevel: for a reader of committed records
 * the end is the last stable offset, otherwise it is the high watermark. From 3 on the client waits out a
 * throttle itself. 4 has leader epochs, to fence stale readers. 5 may answer OFFSET_NOT_AVAILABLE: a fresh
 * leader that does not yet know the high watermark. 7 permits -3 (KIP-734), 8 permits -4 (KIP-405), 9 permits
 * -5 (KIP-1005), 10 has a timeout for lookups in remote storage (KIP-1075), 11 asks for the first offset that
 * is not yet uploaded (KIP-1023).
 *
 * kafkajs 2.2.4 sends 3, librdkafka 2.0 sends 2.
 */
import type { Message } from '../schema.ts'

export const listOffsetsRequest = {
  name: 'ListOffsetsRequest',
  key: 2,
  versions: [1, 11],
  flexibleSince: 6,
  fields: {
    replicaId: { type: 'int32' },
    isolationLevel: { type: 'int8', since: 2 },
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            currentLeaderEpoch: { type: 'int32', since: 4, default: -1, ignorable: true },
            timestamp: { type: 'int64' },
          },
        },
      },
    },
    timeoutMs: { type: 'int32', since: 10, ignorable: true },
  },
} as const satisfies Message

export const listOffsetsResponse = {
  name: 'ListOffsetsResponse',
  key: 2,
  versions: [1, 11],
  flexibleSince: 6,
  fields: {
    throttleTimeMs: { type: 'int32', since: 2, ignorable: true },
    topics: {
      array: {
        name: { type: 'string' },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            errorCode: { type: 'int16' },
            timestamp: { type: 'int64', default: -1 },
            offset: { type: 'int64', default: -1 },
            leaderEpoch: { type: 'int32', since: 4, default: -1 },
          },
        },
      },
    },
  },
} as const satisfies Message
