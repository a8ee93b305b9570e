/**
 * What the leader tells a member of its group: its tasks, who else has which partitions, and when to join again.
 * Between bytes, in any version that Java has spoken, and one shape for all of them.
 */
import type { TopicPartition } from '@millrace/core'
import { type Body, codec, DecodeError, Reader } from '@millrace/core/protocol'
import type { HostInfo } from '../host-info.ts'
import { type TaskId, taskId, taskIdParts } from '../task-id.ts'
import { assignmentMessage } from './assignment-message.ts'
import { latestVersion } from './protocol-versions.ts'
import { readVersion, unspoken } from './version-prefix.ts'

export interface HostPartitions extends HostInfo {
  readonly partitions: readonly TopicPartition[]
}

export interface AssignmentInfo {
  readonly version: number
  /** The latest version that all members of the group know; -1 in versions that do not say it. */
  readonly commonlySupportedVersion: number
  /** The task of each partition that was assigned, in the order of the partitions: a task may be there several times. */
  readonly activeTasks: readonly TaskId[]
  /** The partitions that a standby's active task reads. */
  readonly standbyTasks: ReadonlyMap<TaskId, readonly TopicPartition[]>
  /** Who has which partitions' tasks, for those that look for state: of instances that said where they answer. */
  readonly hosts: readonly HostPartitions[]
  readonly standbyHosts: readonly HostPartitions[]
  readonly errorCode: number
  /** When the member is to join again though nothing happened: 0 for at once, null for never. */
  readonly nextRebalanceMs: number | null
}

const never = 0x7fffffffffffffffn

type Data = Body<typeof assignmentMessage>

export function encodeAssignmentInfo(info: AssignmentInfo): Buffer {
  const { version, commonlySupportedVersion, activeTasks, hosts, standbyHosts, errorCode, nextRebalanceMs } = info
  const numbers = topicNumbers([...hosts, ...standbyHosts])
  return codec(assignmentMessage, version).encode({
    version,
    commonlySupportedVersion,
    activeTasks: activeTasks.map(taskFields),
    standbyTasks: Array.from(info.standbyTasks, ([id, partitions]) => ({ ...taskFields(id), partitions })),
    hosts,
    topics: Array.from(numbers, ([name, number]) => ({ name, number })),
    activeHosts: numbered(hosts, numbers),
    standbyHosts: numbered(standbyHosts, numbers),
    errorCode,
    nextRebalanceMs: nextRebalanceMs === null ? never : BigInt(nextRebalanceMs),
  })
}

/** @throws DecodeError for bytes that no version writes so */
export function decodeAssignmentInfo(bytes: Buffer): AssignmentInfo {
  const version = readVersion(new Reader(bytes), assignmentMessage.name)
  if (version < 1 || version > latestVersion) {
    throw unspoken(assignmentMessage.name, `a version from 1 to ${latestVersion}`, version)
  }
  const data = codec(assignmentMessage, version).decode(bytes)
  const { commonlySupportedVersion, errorCode, nextRebalanceMs } = data
  const names = new Map(data.topics.map(({ number, name }) => [number, name]))
  return {
    version,
    commonlySupportedVersion,
    activeTasks: data.activeTasks.map(taskIdOf),
    standbyTasks: new Map(data.standbyTasks.map((task) => [taskIdOf(task), task.partitions])),
    hosts: version < 5 ? data.hosts : spelledOut(data.activeHosts, names),
    standbyHosts: spelledOut(data.standbyHosts, names),
    errorCode,
    nextRebalanceMs: nextRebalanceMs === never ? null : Number(nextRebalanceMs),
  }
}

function taskFields(id: TaskId) {
  const { topologyName, ...numbers } = taskIdParts(id)
  const units = Array.from({ length: topologyName?.length ?? 0 }, (_, index) => topologyName?.charCodeAt(index) ?? 0)
  return { ...numbers, topologyName: units }
}

function taskIdOf({ subtopology, partition, topologyName }: Data['activeTasks'][number]): TaskId {
  return taskId(subtopology, partition, topologyName.length === 0 ? null : String.fromCharCode(...topologyName))
}

/** By name, in the order of their first coming. */
function topicNumbers(hosts: readonly HostPartitions[]): ReadonlyMap<string, number> {
  const topics = new Set(hosts.flatMap(({ partitions }) => partitions.map(({ topic }) => topic)))
  return new Map(Array.from(topics, (topic, number) => [topic, number]))
}

function numbered(hosts: readonly HostPartitions[], numbers: ReadonlyMap<string, number>) {
  return hosts.map(({ host, port, partitions }) => {
    return { host, port, partitions: partitions.map((one) => ({ ...one, topic: numbers.get(one.topic) ?? -1 })) }
  })
}

function spelledOut(hosts: Data['activeHosts'], names: ReadonlyMap<number, string>): HostPartitions[] {
  const nameOf = (number: number) => {
    const name = names.get(number)
    if (name !== undefined) return name
    const place = { subject: assignmentMessage.name, path: 'activeHosts' }
    const expected = `one of ${names.size} topics by its number`
    throw new DecodeError({ code: 'BAD_VALUE', ...place, expected, found: `number ${number}` })
  }
  return hosts.map(({ host, port, partitions }) => {
    return { host, port, partitions: partitions.map(({ topic, partition }) => ({ topic: nameOf(topic), partition })) }
  })
}
