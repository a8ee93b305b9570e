/**
 * SubscriptionInfo: what each member of an application's group tells the leader, as the userData of its subscription.
 * All its bytes are Java's (SubscriptionInfoData). Version 2 adds the endpoint, 3 the latest version that the sender
 * knows, 8 a number that makes the bytes different when a thread joins again, 9 an error, 11 the client's tags. Tasks
 * are told as active and standby ones up to 6; with the sums of their offsets since 7, nested by sub-topology up to 9.
 */
import type { Message } from '@millrace/core/protocol'

const taskId = {
  subtopology: { type: 'int32' },
  partition: { type: 'int32' },
} as const

export const subscriptionMessage = {
  name: 'SubscriptionInfo',
  versions: [1, 11],
  fields: {
    version: { type: 'int32' },
    latestSupportedVersion: { type: 'int32', since: 3, default: -1, ignorable: true },
    processId: { type: 'uuid' },
    activeTasks: { until: 6, array: taskId },
    standbyTasks: { until: 6, array: taskId },
    endpoint: { type: 'bytes', since: 2, ignorable: true },
    offsetSums: {
      since: 7,
      array: {
        subtopology: { type: 'int32' },
        partition: { type: 'int32', since: 10 },
        offsetSum: { type: 'bigint', since: 10 },
        topologyName: { type: 'string', since: 10, nullable: true, default: null },
        partitions: {
          until: 9,
          array: {
            partition: { type: 'int32' },
            offsetSum: { type: 'bigint' },
          },
        },
      },
    },
    uniqueField: { type: 'int8', since: 8, ignorable: true },
    errorCode: { type: 'int32', since: 9, ignorable: true },
    tags: {
      since: 11,
      ignorable: true,
      array: {
        key: { type: 'bytes' },
        value: { type: 'bytes' },
      },
    },
  },
} as const satisfies Message
