/**
 * DescribeLogDirs: an admin client asks one broker what lies in its log directories: which partitions, how
 * large, how far behind (KIP-113). Each broker knows only its own. Null for topics asks for everything; for a
 * move in progress the same partition appears a second time as a future log.
 *
 * 1 is the oldest version, and from it on the client waits out a throttle itself. 3 has an error code for the
 * whole answer, where a refusal before was an empty list. 4 adds the volume's total and usable bytes
 * (KIP-827). 5 marks directories that are cordoned, that is, closed to new partitions (KIP-1066). The request
 * is the same in all of them.
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
