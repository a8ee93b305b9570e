/**
 * TODO story
 */
import type { Message } from '../schema.ts'

export const describeLogDirsRequest = {
  name: 'DescribeLogDirsRequest',
  key: 35,
  versions: [1, 5],
  flexibleSince: 2,
  fields: {
    topics: {
      nullable: true,
      array: {
        topic: { type: 'string' },
        partitions: { array: 'int32' },
      },
    },
  },
} as const satisfies Message

export const describeLogDirsResponse = {
  name: 'DescribeLogDirsResponse',
  key: 35,
  versions: [1, 5],
  flexibleSince: 2,
  fields: {
    throttleTimeMs: { type: 'int32' },
    errorCode: { type: 'int16', since: 3, ignorable: true },
    results: {
      array: {
        errorCode: { type: 'int16' },
        logDir: { type: 'string' },
        topics: {
          array: {
            name: { type: 'string' },
            partitions: {
              array: {
                partitionIndex: { type: 'int32' },
                partitionSize: { type: 'int64' },
                offsetLag: { type: 'int64' },
                isFutureKey: { type: 'bool' },
              },
            },
          },
        },
        totalBytes: { type: 'int64', since: 4, default: -1, ignorable: true },
        usableBytes: { type: 'int64', since: 4, default: -1, ignorable: true },
        isCordoned: { type: 'bool', since: 5, default: false, ignorable: true },
      },
    },
  },
} as const satisfies Message
