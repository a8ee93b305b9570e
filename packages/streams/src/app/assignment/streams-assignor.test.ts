import { partitionName } from '@millrace/core'
import test from 'ava'
import { MissingTopicsError } from '../topics/missing-topics-error.ts'
import { decodeAssignmentInfo, encodeAssignmentInfo } from './protocol/assignment-info.ts'
import { assignorErrors } from './protocol/assignor-errors.ts'
import { latestVersion } from './protocol/protocol-versions.ts'
import { decodeSubscriptionInfo, isReadable } from './protocol/subscription-info.ts'
import { countsOf, TestApplication, type TestMember } from './test-application.contract.ts'

const processId = (number: number) => `${number}0000000-0000-4000-8000-000000000000`
const stateful = (partitions: number) => countsOf([{ partitions, isStateful: true }])
const stateless = (partitions: number) => countsOf([{ partitions, isStateful: false }])

const tasksOf = ({ received }: TestMember) => [...(received?.activeTasks.keys() ?? [])]
const standbysOf = ({ received }: TestMember) => [...(received?.standbyTasks.keys() ?? [])]

test('the only thread gets all tasks, and nobody has to join again', async (t) => {
  const app = new TestApplication(stateful(3))
  const only = app.join(processId(1))
  t.is(await app.settle(), 1)
  t.deepEqual(tasksOf(only), ['0_0', '0_1', '0_2'])
  t.deepEqual(only.owned.map(partitionName), ['topic-0-0', 'topic-0-1', 'topic-0-2'])
  t.is(only.received?.rejoinAtMs, null)
  t.true(app.decisions.at(-1)?.isStable)
})

test('a task without state moves by two rounds: in the first it is given up, in the second taken', async (t) => {
  const app = new TestApplication(stateless(4))
  const old = app.join(processId(1))
  await app.settle()
  const young = app.join(processId(2))
  t.true(await app.round())
  t.deepEqual(tasksOf(old), ['0_0', '0_2'])
  t.deepEqual(tasksOf(young), [])
  t.is(young.received?.rejoinAtMs, 0)
  t.false(app.decisions.at(-1)?.isStable)
  t.false(await app.round())
  t.deepEqual(app.active, { 'thread-000': '0_0 0_2', 'thread-001': '0_1 0_3' })
})

test('a task with state moves when its state is there, and is not stopped before', async (t) => {
  const app = new TestApplication(stateful(2))
  const old = app.join(processId(1))
  await app.settle()
  app.catchUp()
  const young = app.join(processId(2))
  t.is(await app.settle(), 1)
  t.deepEqual(tasksOf(old), ['0_0', '0_1'])
  t.deepEqual(standbysOf(young), ['0_1'])
  t.deepEqual(
    [old, young].map(({ received }) => received?.rejoinAtMs),
    [601_000, null],
  )
  app.catchUp()
  t.is(await app.settle(), 2)
  t.deepEqual(app.active, { 'thread-000': '0_0', 'thread-001': '0_1' })
  t.true(app.decisions.at(-1)?.isStable)
})

test('a thread that waits for a task keeps the state of it that it has', async (t) => {
  const app = new TestApplication(stateful(2))
  app.join(processId(1))
  const young = app.join(processId(2))
  await app.settle()
  app.leave(young)
  await app.settle()
  app.catchUp()
  const back = app.join(processId(2))
  for (const task of ['0_0', '0_1']) back.process.state.set(task, 100_000)
  t.true(await app.round())
  t.deepEqual([tasksOf(back), standbysOf(back)], [[], ['0_1']])
  t.false(await app.round())
  t.deepEqual([tasksOf(back), standbysOf(back)], [['0_1'], []])
})

test('the threads of a process share its tasks, and keep them', async (t) => {
  const app = new TestApplication(stateful(5))
  for (let thread = 0; thread < 2; thread++) app.join(processId(1))
  await app.settle()
  app.catchUp()
  const before = app.active
  t.deepEqual(before, { 'thread-000': '0_0 0_2 0_4', 'thread-001': '0_1 0_3' })
  await app.settle()
  t.deepEqual(app.active, before)
})

test('everybody hears where which partitions are, once instances have said where they answer', async (t) => {
  const app = new TestApplication(stateful(2), { numStandbyReplicas: 1 })
  const [one, two] = [app.join(processId(1), 'one:80'), app.join(processId(2), 'two:80')]
  await app.settle()
  for (const { received } of [one, two]) {
    const names = (
      hosts: typeof received extends null
        ? never
        : readonly { host: string; partitions: readonly { topic: string; partition: number }[] }[],
    ) => hosts.map(({ host, partitions }) => [host, ...partitions.map(partitionName)])
    t.deepEqual(names(received?.hosts ?? []), [
      ['one', 'topic-0-0'],
      ['two', 'topic-0-1'],
    ])
    t.deepEqual(names(received?.standbyHosts ?? []), [
      ['one', 'topic-0-1'],
      ['two', 'topic-0-0'],
    ])
  }
})

test('where the cluster does not say how far state goes, tasks stay where they are', async (t) => {
  const app = new TestApplication(stateful(4))
  const old = app.join(processId(1))
  await app.settle()
  app.catchUp()
  app.areEndsKnown = false
  const young = app.join(processId(2))
  await app.settle()
  t.deepEqual(tasksOf(old), ['0_0', '0_1', '0_2', '0_3'])
  t.deepEqual(tasksOf(young), [])
  t.is(old.received?.rejoinAtMs, 601_000)
})

test('who wants the application to stop is heard by all', async (t) => {
  const app = new TestApplication(stateful(2))
  const members = [app.join(processId(1)), app.join(processId(2))]
  app.shutdown = processId(2)
  await app.round()
  t.deepEqual(
    members.map(({ received }) => received?.errorCode),
    [4, 4],
  )
})

test('that topics are missing is heard by all', async (t) => {
  const app = new TestApplication(stateful(2))
  const members = [app.join(processId(1)), app.join(processId(2))]
  app.problem = MissingTopicsError.ofSources(['words'])
  await app.round()
  t.deepEqual(
    members.map(({ received }) => received?.errorCode),
    [1, 1],
  )
})

test("any other failure is the leader's own", async (t) => {
  const app = new TestApplication(stateful(2))
  app.join(processId(1))
  app.problem = new Error('the broker burns')
  await t.throwsAsync(() => app.round(), { message: 'the broker burns' })
})

test('each subscription differs from the one before, though nothing has changed', (t) => {
  const { assignor } = new TestApplication(stateful(2)).join(processId(1))
  const numbers = Array.from({ length: 300 }, () => {
    const info = decodeSubscriptionInfo(assignor.userData())
    return isReadable(info) ? info.uniqueField : null
  })
  t.deepEqual(numbers.slice(0, 3), [1, 2, 3])
  t.deepEqual(numbers.slice(126, 130), [127, -128, -127, -126])
})

test('a member that is told of an older version speaks in it, and in a later one again when all do', async (t) => {
  const { assignor } = new TestApplication(stateful(2)).join(processId(1))
  const spoken = () => decodeSubscriptionInfo(assignor.userData()).version
  const told = (version: number, commonlySupportedVersion: number) => {
    const nothing = { activeTasks: [], standbyTasks: new Map(), hosts: [], standbyHosts: [], nextRebalanceMs: null }
    const info = { version, commonlySupportedVersion, ...nothing, errorCode: assignorErrors.none }
    return assignor.onAssignment({ partitions: [], userData: encodeAssignmentInfo(info) })
  }
  t.is(spoken(), latestVersion)
  await told(7, 7)
  t.is(spoken(), 7)
  await told(7, 11)
  t.is(spoken(), 11)
})

test('a newer member gets tasks in our version, with which it learns to speak in it', async (t) => {
  const app = new TestApplication(stateless(4))
  const old = app.join(processId(1))
  await app.settle()
  const future = Buffer.from('0000000d0000000effffff', 'hex')
  const own = { memberId: old.memberId, owned: old.owned, userData: old.assignor.userData() }
  const others = { instanceId: null, topics: [], generation: 1, rack: null }
  const shares = await old.assignor.assign([
    { ...own, ...others },
    { memberId: 'newer', owned: [], userData: future, ...others },
  ])
  const info = decodeAssignmentInfo(shares.get('newer')?.userData ?? Buffer.alloc(0))
  t.like(info, { version: 11, commonlySupportedVersion: 11, nextRebalanceMs: 0 })
  t.is(shares.get(old.memberId)?.partitions.length, 2)
  t.false(app.decisions.at(-1)?.isStable)
})

test('a subscription that nobody could have written fails the leader, with what was expected', async (t) => {
  const { assignor } = new TestApplication(stateless(1)).join(processId(1))
  const other = { memberId: 'x', instanceId: null, topics: [], userData: null, owned: [], generation: 1, rack: null }
  await t.throwsAsync(() => assignor.assign([other]), {
    message: /^SubscriptionInfo version at byte 0: expected 4 more bytes, found 0/,
  })
})
