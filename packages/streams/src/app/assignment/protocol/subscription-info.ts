/**
 * What a member tells the leader of its group: which process it belongs to, and how far the state of which tasks has
 * come there. Between bytes, in any version that Java has spoken, and one shape for all of them.
 */
import { type Body, codec, type Draft, Reader } from '@millrace/core/protocol'
import { type ProcessId, uuidBytes, uuidText } from '../process-id.ts'
import { type TaskId, taskId, taskIdParts } from '../task-id.ts'
import {
  latestVersion,
  namedTopologyVersion,
  offsetSumVersion,
  runningOffsetSum,
  unknownOffsetSum,
  unknownVersion,
} from './protocol-versions.ts'
import { subscriptionMessage } from './subscription-message.ts'
import { readVersion, unspoken } from './version-prefix.ts'

export interface SubscriptionInfo {
  /** The version in which it is said. */
  readonly version: number
  /** The latest that the sender knows; -1 in versions that do not say it. */
  readonly latestSupportedVersion: number
  readonly processId: ProcessId
  /** `host:port`, as the user said it. */
  readonly endpoint: string | null
  /** How far the state has come of each task that has some here; -2 where it is running, -3 where it is not known. */
  readonly offsetSums: ReadonlyMap<TaskId, number>
  /** Another in each subscription, so that the leader looks at a thread that joins again. From -128 to 127. */
  readonly uniqueField: number
  readonly errorCode: number
  readonly tags: ReadonlyMap<string, string>
}

/** What can be read of a member that speaks a newer version than we. */
export type FutureSubscription = Pick<SubscriptionInfo, 'version' | 'latestSupportedVersion'>

type Data = Body<typeof subscriptionMessage>

export function encodeSubscriptionInfo(info: SubscriptionInfo): Buffer {
  const { version, latestSupportedVersion, processId, endpoint, uniqueField, errorCode, tags } = info
  return codec(subscriptionMessage, version).encode({
    version,
    latestSupportedVersion,
    processId: uuidBytes(processId).toString('base64url'),
    ...taskFields(version, info.offsetSums),
    endpoint: Buffer.from(endpoint ?? ''),
    uniqueField,
    errorCode,
    tags: Array.from(tags, ([key, value]) => ({ key: Buffer.from(key), value: Buffer.from(value) })),
  })
}

/** @throws DecodeError for bytes that no version writes so */
export function decodeSubscriptionInfo(bytes: Buffer): SubscriptionInfo | FutureSubscription {
  const reader = new Reader(bytes)
  const version = readVersion(reader, subscriptionMessage.name)
  if (version > latestVersion) return { version, latestSupportedVersion: reader.int32() }
  requireVersion(version >= 1, `a version from 1 to ${latestVersion}`, version)
  const data = codec(subscriptionMessage, version).decode(bytes)
  const { latestSupportedVersion, endpoint } = data
  const isUnknown = latestSupportedVersion === unknownVersion
  requireVersion(
    isUnknown ? version <= 2 : latestSupportedVersion >= version,
    'a version that its sender knows',
    version,
  )
  return {
    version,
    latestSupportedVersion,
    processId: uuidText(Buffer.from(data.processId, 'base64url')),
    endpoint: endpoint.length === 0 ? null : endpoint.toString(),
    offsetSums: offsetSumsOf(data),
    uniqueField: data.uniqueField,
    errorCode: data.errorCode,
    tags: new Map(data.tags.map(({ key, value }) => [key.toString(), value.toString()])),
  }
}

export function isReadable(info: SubscriptionInfo | FutureSubscription): info is SubscriptionInfo {
  return info.version <= latestVersion
}

function requireVersion(isGood: boolean, expected: string, version: number): void {
  if (!isGood) throw unspoken(subscriptionMessage.name, expected, version)
}

function taskFields(
  version: number,
  offsetSums: ReadonlyMap<TaskId, number>,
): Pick<Draft<typeof subscriptionMessage>, 'activeTasks' | 'standbyTasks' | 'offsetSums'> {
  const tasks = Array.from(offsetSums, ([id, sum]) => ({ ...taskIdParts(id), offsetSum: BigInt(sum) }))
  if (version >= namedTopologyVersion) return { offsetSums: tasks }
  if (version >= offsetSumVersion) {
    const subtopologies = [...new Set(tasks.map(({ subtopology }) => subtopology))]
    const partitionsOf = (number: number) => tasks.filter(({ subtopology }) => subtopology === number)
    return { offsetSums: subtopologies.map((number) => ({ subtopology: number, partitions: partitionsOf(number) })) }
  }
  const isRunning = ({ offsetSum }: { offsetSum: bigint }) => offsetSum === BigInt(runningOffsetSum)
  return { activeTasks: tasks.filter(isRunning), standbyTasks: tasks.filter((task) => !isRunning(task)) }
}

function offsetSumsOf({ version, activeTasks, standbyTasks, offsetSums }: Data): ReadonlyMap<TaskId, number> {
  if (version < offsetSumVersion) {
    const known = (sum: number) => (task: { subtopology: number; partition: number }) =>
      [taskId(task.subtopology, task.partition), sum] as const
    return new Map([...activeTasks.map(known(runningOffsetSum)), ...standbyTasks.map(known(unknownOffsetSum))])
  }
  const flat = offsetSums.flatMap(({ partitions, ...task }) =>
    version >= namedTopologyVersion ? [task] : partitions.map((one) => ({ ...task, ...one })),
  )
  return new Map(
    flat.map(({ subtopology, partition, topologyName, offsetSum }) => [
      taskId(subtopology, partition, topologyName),
      exactOrMost(offsetSum),
    ]),
  )
}

/** Java says the largest long where a sum has overflown; here it is the largest number. */
function exactOrMost(sum: bigint): number {
  return sum > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(sum)
}
