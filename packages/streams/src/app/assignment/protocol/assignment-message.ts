/**
 * AssignmentInfo: what the leader of an application's group tells each member, as the userData of its assignment. All
 * its bytes are Java's. Version 2 adds which host has which partitions, 3 the latest version that all members know, 4
 * an error, 6 the partitions that hosts have as standbys, 7 when to join again. Since 5 topics are named once and
 * then by their number; since 10 tasks say the name of their topology, as a count of UTF-16 units and these.
 */
import type { Message } from '@millrace/core/protocol'

const taskId = {
  subtopology: { type: 'int32' },
  partition: { type: 'int32' },
  topologyName: { since: 10, array: 'uint16' },
} as const

const named = {
  topic: { type: 'string' },
  partition: { type: 'int32' },
} as const

const numbered = {
  topic: { type: 'int32' },
  partition: { type: 'int32' },
} as const

const host = {
  host: { type: 'string' },
  port: { type: 'int32' },
} as const

export const assignmentMessage = {
  name: 'AssignmentInfo',
  versions: [1, 11],
  fields: {
    version: { type: 'int32' },
    commonlySupportedVersion: { type: 'int32', since: 3, default: -1, ignorable: true },
    activeTasks: { array: taskId },
    standbyTasks: {
      array: {
        ...taskId,
        partitions: { array: named },
      },
    },
    hosts: { since: 2, until: 4, ignorable: true, array: { ...host, partitions: { array: named } } },
    topics: {
      since: 5,
      ignorable: true,
      array: {
        number: { type: 'int32' },
        name: { type: 'string' },
      },
    },
    activeHosts: { since: 5, ignorable: true, array: { ...host, partitions: { array: numbered } } },
    standbyHosts: { since: 6, ignorable: true, array: { ...host, partitions: { array: numbered } } },
    errorCode: { type: 'int32', since: 4, ignorable: true },
    nextRebalanceMs: { type: 'bigint', since: 7, default: 0x7fffffffffffffffn, ignorable: true },
  },
} as const satisfies Message
