import test from 'ava'
import { AssignmentError } from './assignment-error.ts'
import { groupVersions } from './group-versions.ts'
import type { GroupMember } from './members.ts'
import { type AssignmentInfo, encodeAssignmentInfo } from './protocol/assignment-info.ts'
import { latestVersion } from './protocol/protocol-versions.ts'
import { receiveAssignment, type Speaker } from './received-assignment.ts'

const info: AssignmentInfo = {
  version: latestVersion,
  commonlySupportedVersion: latestVersion,
  activeTasks: [],
  standbyTasks: new Map(),
  hosts: [],
  standbyHosts: [],
  errorCode: 0,
  nextRebalanceMs: null,
}
const speaker: Speaker = { version: latestVersion, endpoint: null }

const partitions = [
  { topic: 'words', partition: 0 },
  { topic: 'users', partition: 1 },
  { topic: 'users', partition: 0 },
]

function received(facts: Partial<AssignmentInfo>, said: Partial<Speaker> = {}) {
  const userData = encodeAssignmentInfo({ ...info, activeTasks: ['0_0', '0_1', '0_0'], ...facts })
  return receiveAssignment({ partitions, userData }, { ...speaker, ...said })
}

test('partitions are those of the tasks in their order, sorted', (t) => {
  t.deepEqual(
    received({}).activeTasks,
    new Map([
      [
        '0_0',
        [
          { topic: 'users', partition: 0 },
          { topic: 'words', partition: 0 },
        ],
      ],
      ['0_1', [{ topic: 'users', partition: 1 }]],
    ]),
  )
})

test('another number of tasks than of partitions is refused', (t) => {
  const error = t.throws(() => received({ activeTasks: ['0_0'] }), {
    instanceOf: AssignmentError,
    code: 'BAD_ASSIGNMENT',
  })
  t.regex(error.message, /expected a task for each of 3 partitions, found 1 tasks/)
})

test('a later version than was asked for is refused', (t) => {
  t.throws(() => received({}, { version: 7 }), {
    message: /expected an assignment in version 7, as was asked, or earlier, found version 11/,
  })
})

test('a version that is later than all that this side knows is refused', (t) => {
  t.throws(() => received({ commonlySupportedVersion: 12 }), { message: /found version 12/ })
})

test('partitions without tasks are refused: the leader is no Kafka Streams application', (t) => {
  t.throws(() => receiveAssignment({ partitions }, speaker), {
    instanceOf: AssignmentError,
    message: /no Kafka Streams/,
  })
})

test('who has said where it answers joins again if nobody has heard of it', (t) => {
  const hosts = [{ host: 'there', port: 80, partitions: [] }]
  t.is(received({ hosts }, { endpoint: 'here:80' }).rejoinAtMs, 0)
  t.is(received({ hosts }, { endpoint: 'there:80' }).rejoinAtMs, null)
  t.is(received({ hosts: [] }, { endpoint: 'here:80' }).rejoinAtMs, null)
})

test('a version that was too new is spoken no longer, and the member joins again at once', (t) => {
  const older = received({ version: 8, commonlySupportedVersion: 8, nextRebalanceMs: 5_000 })
  t.like(older, { version: 8, rejoinAtMs: 0 })
  t.like(received({ version: 8, nextRebalanceMs: 5_000 }, { version: 8 }), { version: 11, rejoinAtMs: 0 })
  t.like(received({ nextRebalanceMs: 5_000 }), { version: 11, rejoinAtMs: 5_000 })
})

const member = (version: number, latestSupportedVersion: number): GroupMember => {
  return { memberId: `${version}`, owned: [], info: { version, latestSupportedVersion } }
}

test('the leader answers in the oldest version that was spoken', (t) => {
  t.deepEqual(groupVersions([member(11, 11), member(8, 11)]), { used: 8, commonlySupported: 11, isProbing: false })
  t.deepEqual(groupVersions([member(11, 11), member(8, 8)]), { used: 8, commonlySupported: 8, isProbing: false })
})

test('a member that is too new hears which version all know', (t) => {
  t.deepEqual(groupVersions([member(11, 11), member(13, 14)]), { used: 11, commonlySupported: 11, isProbing: true })
})

test('a member that is too new and one from before versions were agreed on cannot be assigned', (t) => {
  const error = t.throws(() => groupVersions([member(2, -1), member(13, 14)]), { instanceOf: AssignmentError })
  t.is(error.code, 'INCOMPATIBLE_VERSIONS')
  t.regex(error.message, /versions 2 and 13/)
})
