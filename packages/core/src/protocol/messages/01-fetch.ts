/**
 * Fetch: a consumer or a following replica reads record batches from a partition's leader, or a consumer from
 * a near replica. The broker holds the answer back until minBytes are there or maxWaitMs have passed. It
 * sends whole batches, and the first one even if it is larger than every limit (KIP-74), so that a reader
 * never gets stuck.
 *
 * 4 brings isolationLevel: a reader of committed records gets nothing from the last stable offset on, and a
 * list of aborted transactions by which it drops their records itself. 5 tells where the log starts. 7 has
 * sessions (KIP-227): after a first full request only changes are named, both ways; session id 0 with epoch
 * -1 asks for none. From 8 on the client waits out a throttle itself. 9 carries the leader epoch that the
 * reader knows, to find either side stale (KIP-320). 10 permits zstd batches. 11 has the rack and names a
 * better replica to read from (KIP-392). 12 detects a diverged log from the last fetched epoch (KIP-595). 13
 * names topics by id (KIP-516). 14 may say that an offset has moved to tiered storage (KIP-405). 15 moves
 * replicaId into replicaState (KIP-903), 16 adds addresses of new leaders (KIP-951), 17 a directory id
 * (KIP-853), 18 the follower's high watermark, by default the largest int64 (KIP-1166).
 *
 * kafkajs 2.2.4 and librdkafka 2.0 send 11; kafkajs never opens a session.
 */
import type { Message } from '../schema.ts'

export const fetchRequest = {
  name: 'FetchRequest',
  key: 1,
  versions: [4, 18],
  flexibleSince: 12,
  fields: {
    clusterId: { type: 'string', since: 12, nullable: true, tag: 0, default: null, ignorable: true },
    replicaId: { type: 'int32', until: 14, default: -1 },
    replicaState: {
      since: 15,
      tag: 1,
      struct: {
        replicaId: { type: 'int32', default: -1 },
        replicaEpoch: { type: 'int64', default: -1 },
      },
    },
    maxWaitMs: { type: 'int32' },
    minBytes: { type: 'int32' },
    maxBytes: { type: 'int32', default: 2147483647 },
    isolationLevel: { type: 'int8', default: 0 },
    sessionId: { type: 'int32', since: 7, default: 0, ignorable: true },
    sessionEpoch: { type: 'int32', since: 7, default: -1, ignorable: true },
    topics: {
      array: {
        topic: { type: 'string', until: 12, ignorable: true },
        topicId: { type: 'uuid', since: 13, ignorable: true },
        partitions: {
          array: {
            partition: { type: 'int32' },
            currentLeaderEpoch: { type: 'int32', since: 9, default: -1, ignorable: true },
            fetchOffset: { type: 'int64' },
            lastFetchedEpoch: { type: 'int32', since: 12, default: -1 },
            logStartOffset: { type: 'int64', since: 5, default: -1, ignorable: true },
            partitionMaxBytes: { type: 'int32' },
            replicaDirectoryId: { type: 'uuid', since: 17, tag: 0, ignorable: true },
            highWatermark: { type: 'bigint', since: 18, tag: 1, default: 9223372036854775807n, ignorable: true },
          },
        },
      },
    },
    forgottenTopicsData: {
      since: 7,
      array: {
        topic: { type: 'string', until: 12, ignorable: true },
        topicId: { type: 'uuid', since: 13, ignorable: true },
        partitions: { array: 'int32' },
      },
    },
    rackId: { type: 'string', since: 11, default: '', ignorable: true },
  },
} as const satisfies Message

export const fetchResponse = {
  name: 'FetchResponse',
  key: 1,
  versions: [4, 18],
  flexibleSince: 12,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16', since: 7, ignorable: true },
    sessionId: { type: 'int32', since: 7, default: 0 },
    responses: {
      array: {
        topic: { type: 'string', until: 12, ignorable: true },
        topicId: { type: 'uuid', since: 13, ignorable: true },
        partitions: {
          array: {
            partitionIndex: { type: 'int32' },
            errorCode: { type: 'int16' },
            highWatermark: { type: 'int64' },
            lastStableOffset: { type: 'int64', default: -1 },
            logStartOffset: { type: 'int64', since: 5, default: -1, ignorable: true },
            divergingEpoch: {
              since: 12,
              tag: 0,
              struct: {
                epoch: { type: 'int32', default: -1 },
                endOffset: { type: 'int64', default: -1 },
              },
            },
            currentLeader: {
              since: 12,
              tag: 1,
              struct: {
                leaderId: { type: 'int32', default: -1 },
                leaderEpoch: { type: 'int32', default: -1 },
              },
            },
            snapshotId: {
              since: 12,
              tag: 2,
              struct: {
                endOffset: { type: 'int64', default: -1 },
                epoch: { type: 'int32', default: -1 },
              },
            },
            abortedTransactions: {
              nullable: true,
              array: {
                producerId: { type: 'int64' },
                firstOffset: { type: 'int64' },
              },
            },
            preferredReadReplica: { type: 'int32', since: 11, default: -1 },
            records: { type: 'records', nullable: true },
          },
        },
      },
    },
    nodeEndpoints: {
      since: 16,
      tag: 0,
      array: {
        nodeId: { type: 'int32' },
        host: { type: 'string' },
        port: { type: 'int32' },
        rack: { type: 'string', nullable: true, default: null },
      },
    },
  },
} as const satisfies Message
