/** What members and their leader tell each other, held against the bytes that Java's classes wrote. */
import { DecodeError } from '@millrace/core/protocol'
import test from 'ava'
import fc from 'fast-check'
import { goldenLines } from '../goldens.contract.ts'
import {
  type AssignmentInfo,
  decodeAssignmentInfo,
  encodeAssignmentInfo,
  type HostPartitions,
} from './assignment-info.ts'
import { latestVersion } from './protocol-versions.ts'
import {
  decodeSubscriptionInfo,
  encodeSubscriptionInfo,
  isReadable,
  type SubscriptionInfo,
} from './subscription-info.ts'

interface SubscriptionLine {
  readonly kind: 'subscription'
  readonly processId: string
  readonly endpoint: string | null
  readonly offsetSums: Record<string, number>
  readonly tags: Record<string, string>
  readonly bytes: string
}

interface AssignmentLine {
  readonly kind: 'assignment'
  readonly activeTasks: readonly string[]
  readonly standbyTasks: Record<string, readonly string[]>
  readonly hosts: Record<string, readonly string[]>
  readonly standbyHosts: Record<string, readonly string[]>
  readonly nextRebalanceMs: number | null
  readonly bytes: string
}

const lines = goldenLines<SubscriptionLine | AssignmentLine>('infos.jsonl.gz')
const latest: SubscriptionInfo = {
  version: latestVersion,
  latestSupportedVersion: latestVersion,
  processId: '352cccfc-0946-48f0-952c-f1e4a8ab85dd',
  endpoint: 'here:8080',
  offsetSums: new Map([['0_1', -2]]),
  uniqueField: -5,
  errorCode: 0,
  tags: new Map([['zone', 'a']]),
}

function subscription(bytes: Buffer): SubscriptionInfo {
  const info = decodeSubscriptionInfo(bytes)
  if (!isReadable(info)) throw new Error(`version ${info.version} is not readable`)
  return info
}

const partitionNames = (partitions: readonly { topic: string; partition: number }[]) =>
  partitions.map(({ topic, partition }) => `${topic}-${partition}`).sort()

const hostsAsLine = (hosts: readonly HostPartitions[]) =>
  Object.fromEntries(hosts.map(({ host, port, partitions }) => [`${host}:${port}`, partitionNames(partitions)]))

function assignmentAsLine(info: AssignmentInfo) {
  const { version, commonlySupportedVersion, activeTasks, errorCode, nextRebalanceMs } = info
  const standbyTasks = Array.from(info.standbyTasks, ([task, partitions]) => [task, partitionNames(partitions)])
  const kind = 'assignment' as const
  return {
    ...{ kind, version, commonlySupportedVersion, activeTasks, errorCode, nextRebalanceMs },
    standbyTasks: Object.fromEntries(standbyTasks),
    hosts: hostsAsLine(info.hosts),
    standbyHosts: hostsAsLine(info.standbyHosts),
  }
}

test('what Java wrote of members is read as it was meant, and written again byte by byte', (t) => {
  const subscriptions = lines.filter((line) => line.kind === 'subscription')
  t.true(subscriptions.length > 100)
  for (const { kind: _kind, bytes, offsetSums, tags, ...facts } of subscriptions) {
    const info = subscription(Buffer.from(bytes, 'hex'))
    t.like(info, facts)
    t.deepEqual(Object.fromEntries(info.offsetSums), offsetSums)
    t.deepEqual(Object.fromEntries(info.tags), tags)
    t.is(encodeSubscriptionInfo(info).toString('hex'), bytes)
  }
})

test('what Java wrote of assignments is read as it was meant', (t) => {
  const assignments = lines.filter((line) => line.kind === 'assignment')
  t.true(assignments.length > 100)
  for (const { bytes, ...facts } of assignments) {
    t.deepEqual(assignmentAsLine(decodeAssignmentInfo(Buffer.from(bytes, 'hex'))), facts as never)
  }
})

test('assignments are written as Java writes them, but for the order of the list of topics, which Java leaves to chance', (t) => {
  let same = 0
  for (const { bytes, kind } of lines) {
    if (kind === 'subscription') continue
    const info = decodeAssignmentInfo(Buffer.from(bytes, 'hex'))
    const written = encodeAssignmentInfo(info)
    t.is(written.length, bytes.length / 2)
    t.deepEqual(decodeAssignmentInfo(written), info)
    if (written.toString('hex') === bytes) same += 1
  }
  t.true(same > 60, `${same} are the same`)
})

test('of a newer version is read which it is, and which its sender knows', (t) => {
  const bytes = Buffer.from('0000000d0000000effffff', 'hex')
  t.deepEqual(decodeSubscriptionInfo(bytes), { version: 13, latestSupportedVersion: 14 })
  t.false(isReadable(decodeSubscriptionInfo(bytes)))
})

test('an assignment of a newer version than was asked for is refused', (t) => {
  const error = t.throws(() => decodeAssignmentInfo(Buffer.from('0000000c00000000', 'hex')), {
    instanceOf: DecodeError,
  })
  t.is(error.message, 'AssignmentInfo version: expected a version from 1 to 11, found version 12')
})

test('a version that its sender does not know itself is refused', (t) => {
  const bytes = encodeSubscriptionInfo({ ...latest, version: 8, latestSupportedVersion: 7 })
  t.throws(() => decodeSubscriptionInfo(bytes), { instanceOf: DecodeError, message: /a version that its sender knows/ })
})

test('a topic that has no number is refused', (t) => {
  const hosts = [{ host: 'a', port: 1, partitions: [{ topic: 'words', partition: 0 }] }]
  const info = { version: 11, commonlySupportedVersion: 11, activeTasks: [], standbyTasks: new Map(), hosts }
  const bytes = encodeAssignmentInfo({ ...info, standbyHosts: [], errorCode: 0, nextRebalanceMs: null })
  const name = bytes.indexOf('words')
  bytes.writeInt32BE(7, name - 6)
  t.throws(() => decodeAssignmentInfo(bytes), { instanceOf: DecodeError, message: /by its number, found number 0/ })
})

test('older versions lose what they have no room for', (t) => {
  const offsetSums = new Map([
    ['0_1', -2],
    ['0_2', 70],
  ])
  const read = (version: number) => subscription(encodeSubscriptionInfo({ ...latest, offsetSums, version }))
  t.deepEqual(read(10), { ...latest, offsetSums, version: 10, tags: new Map() })
  t.deepEqual(read(7).offsetSums, offsetSums)
  t.deepEqual([...read(6).offsetSums.values()], [-2, -3])
  t.is(read(1).endpoint, null)
})

test('whatever the bytes are, they are read or refused with what was expected', (t) => {
  const written = lines.map(({ bytes }) => Buffer.from(bytes, 'hex'))
  const damaged = fc
    .tuple(fc.constantFrom(...written), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat())
    .map(([bytes, changes, length]) => {
      const copy = Buffer.from(bytes)
      for (const [at, value] of changes) copy[at % copy.length] = value
      return copy.subarray(0, length % (copy.length + 1))
    })
  for (const decode of [decodeSubscriptionInfo, decodeAssignmentInfo]) {
    fc.assert(
      fc.property(damaged, (bytes) => {
        try {
          decode(bytes)
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error
        }
      }),
    )
  }
  t.pass()
})
