/** Where a group stands: said by its members, in time, and by nobody else. */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { fail, loseAnswer } from '../../testing.ts'
import { Producer } from '../producer/producer.ts'
import { partitionName, type TopicPartition } from './assignment.ts'
import { CooperativeStickyAssignor } from './assignors/cooperative-sticky.ts'
import { TestGroup, type TestMembership } from './test-group.contract.ts'

const FIRST = { topic: 'orders', partition: 0 }

async function standing(group: TestGroup, member: TestMembership, partition: TopicPartition = FIRST) {
  const found = await group.get(member.group.committed([partition]))
  return found.get(partitionName(partition))?.offset
}

test('what was committed is found, with its metadata, and what was not is left out', async (t) => {
  await using group = await TestGroup.open()
  const member = group.join()
  await group.settled()
  await group.get(member.group.commit([{ ...FIRST, offset: 7, leaderEpoch: 0, metadata: 'half way' }]))
  const found = await group.get(member.group.committed([FIRST, { topic: 'orders', partition: 1 }]))
  t.deepEqual([...found], [['orders-0', { offset: 7, leaderEpoch: 0, metadata: 'half way' }]])
})

test('a commit whose answer is lost or whose coordinator moves is made again, and later ones stay later', async (t) => {
  await using group = await TestGroup.open()
  const member = group.join()
  await group.settled()
  for (const bad of [loseAnswer, fail('NOT_COORDINATOR'), fail('COORDINATOR_LOAD_IN_PROGRESS')]) {
    group.broker.control(apis.offsetCommit, bad, { times: 2 })
    const first = member.group.commit([{ ...FIRST, offset: 1 }])
    const second = member.group.commit([{ ...FIRST, offset: 2 }])
    await group.get(Promise.all([first, second]))
    t.is(await standing(group, member), 2)
  }
})

test('a commit of a member that the group has lost is refused and says so', async (t) => {
  await using group = await TestGroup.open()
  const member = group.join({ heartbeatIntervalMs: 40_000 })
  await group.settled()
  group.broker.control(apis.offsetCommit, fail('UNKNOWN_MEMBER_ID'), { times: 1 })
  const problem = await t.throwsAsync(group.get(member.group.commit([{ ...FIRST, offset: 1 }])), {
    name: 'CommitFailedError',
  })
  t.like(problem, { code: 'UNKNOWN_MEMBER_ID', retriable: false })
  await group.until(() => group.story.length === 2, 2_000)
  t.true(group.story[1]?.startsWith('a lost '))
})

test('a commit before the group was joined is refused', async (t) => {
  await using group = await TestGroup.open()
  const member = group.join()
  await t.throwsAsync(member.group.commit([{ ...FIRST, offset: 1 }]), { name: 'CommitFailedError' })
})

test('a commit that a rebalance overtook can be made again for what the member still has', async (t) => {
  await using group = await TestGroup.open()
  const member = group.join({ assignors: [new CooperativeStickyAssignor()] })
  await group.settled()
  group.broker.control(apis.offsetCommit, fail('COORDINATOR_LOAD_IN_PROGRESS'), { times: 1 })
  const held = group.broker.hold(apis.offsetCommit)
  const commit = member.group.commit([{ ...FIRST, offset: 1 }])
  await group.get(held.next())
  group.join({ assignors: [new CooperativeStickyAssignor()] })
  await group.until(() => group.sizes[1] === 3)
  await group.settled()
  held.release()
  const problem = await t.throwsAsync(group.get(commit), { name: 'CommitFailedError' })
  t.like(problem, { code: 'REBALANCE_IN_PROGRESS', retriable: true })
  await group.get(member.group.commit([{ ...FIRST, offset: 1 }]))
})

test('a commit that is refused since the group rebalances is not tried again behind the back of who asked', async (t) => {
  await using group = await TestGroup.open()
  const member = group.join({ heartbeatIntervalMs: 40_000 })
  await group.settled()
  group.broker.control(apis.offsetCommit, fail('REBALANCE_IN_PROGRESS'), { times: 1 })
  const problem = await t.throwsAsync(group.get(member.group.commit([{ ...FIRST, offset: 1 }])), {
    name: 'CommitFailedError',
  })
  t.like(problem, { code: 'REBALANCE_IN_PROGRESS', retriable: true })
})

test('a commit in onRevoked is taken, and the next owner begins there', async (t) => {
  await using group = await TestGroup.open()
  const commitAll = (of: () => TestMembership) => async (revoked: readonly TopicPartition[]) => {
    await of().group.commit(revoked.map((one) => ({ ...one, offset: 40 + one.partition })))
  }
  const first: TestMembership = group.join({ listener: { onRevoked: commitAll(() => first) } })
  await group.settled()
  const found: (number | undefined)[] = []
  const second: TestMembership = group.join({
    listener: {
      onAssigned: async (added) => {
        const committed = await second.group.committed(added)
        found.push(...added.map((one) => committed.get(partitionName(one))?.offset))
      },
    },
  })
  await group.until(() => found.length === 3)
  await group.settled()
  t.deepEqual(found, [43, 44, 45])
})

test('what the program has done is committed on the interval, before partitions are revoked, and at the end', async (t) => {
  await using group = await TestGroup.open()
  let offset = 5
  const positions = () => (member.owned.has('orders-0') ? [{ ...FIRST, offset }] : [])
  const autoCommit = { intervalMs: 10_000, positions }
  const member: TestMembership = group.join({ autoCommit })
  await group.settled()
  const commits = group.broker.observe(apis.offsetCommit, { clientId: 'a' })
  await group.pass(9_000)
  t.is(commits.requests.length, 0)
  await group.pass(35_000)
  t.is(commits.requests.length, 1) // what did not move is not committed again
  t.is(await standing(group, member), 5)
  offset = 6
  const other = group.join()
  await group.until(() => other.owned.size > 0)
  t.is(await standing(group, other), 6)
  await group.settled()
  offset = 7
  await group.get(member.close())
  t.is(await standing(group, other), 7)
})

test('a new owner waits for the transaction of the old one', async (t) => {
  await using group = await TestGroup.open()
  const first = group.join()
  await group.settled()
  const { clock, sockets, broker } = group
  const producer = new Producer({
    ...{ brokers: [broker.address], clock, sockets, logger: first.cluster.settings.logger },
    transactionalId: 'copy',
  })
  await group.get(producer.initTransactions())
  producer.begin()
  await group.get(producer.sendOffsets([{ ...FIRST, offset: 11 }], first.group.groupMetadata()))
  let found: number | undefined
  const second: TestMembership = group.join({
    listener: {
      onAssigned: async () => {
        found = (await second.group.committed([FIRST])).get('orders-0')?.offset
      },
    },
  })
  await group.until(() => second.group.health().state === 'stable')
  await group.pass(5_000)
  t.is(found, undefined)
  const unstable = await group.get(second.group.committed([FIRST], { requireStable: false }))
  t.is(unstable.size, 0)
  await group.get(producer.commit())
  await group.until(() => found !== undefined)
  t.is(found, 11)
  await group.get(producer.close())
})

test('a member that is closed waits for no transaction, and leaves in order', async (t) => {
  await using group = await TestGroup.open()
  const first = group.join()
  await group.settled()
  group.broker.control(apis.offsetFetch, fail('UNSTABLE_OFFSET_COMMIT'))
  const second: TestMembership = group.join({
    listener: {
      onAssigned: async (added) => {
        await second.group.committed(added, { timeoutMs: Number.POSITIVE_INFINITY })
      },
    },
  })
  await group.until(() => second.group.health().state === 'stable')
  await group.pass(5_000)
  const beganMs = group.clock.elapsedMs()
  await group.get(second.close())
  t.true(group.clock.elapsedMs() - beganMs < 1_000)
  t.is(second.failure, undefined)
  t.true(group.story.at(-1)?.startsWith('b revoked'), group.story.join('; '))
  t.is(first.failure, undefined)
})

test('a member that the group has lost speaks in the name of its last generation, which is refused, and not in none', async (t) => {
  await using group = await TestGroup.open()
  const member = group.join()
  await group.settled()
  const before = member.group.groupMetadata()
  const held = group.broker.hold(apis.joinGroup)
  group.broker.control(apis.heartbeat, fail('UNKNOWN_MEMBER_ID'), { times: 1 })
  await group.until(() => group.story.length === 2)
  t.is(member.group.health().generation, -1)
  t.deepEqual(member.group.groupMetadata(), before)
  t.true((before.generationId ?? -1) >= 0 && before.memberId !== '')
  held.release()
})

test('offsets of a transaction of a former generation are refused', async (t) => {
  await using group = await TestGroup.open()
  const first = group.join()
  await group.settled()
  const former = first.group.groupMetadata()
  group.join()
  await group.until(() => group.sizes[1] === 3)
  await group.settled()
  const { clock, sockets, broker } = group
  const producer = new Producer({
    ...{ brokers: [broker.address], clock, sockets, logger: first.cluster.settings.logger },
    transactionalId: 'copy',
  })
  await group.get(producer.initTransactions())
  producer.begin()
  await t.throwsAsync(group.get(producer.sendOffsets([{ ...FIRST, offset: 11 }], former)))
  await group.get(producer.abort())
  await group.get(producer.close())
})

test('a commit or a fetch that is not answered ends when its time is over', async (t) => {
  await using group = await TestGroup.open()
  const member = group.join()
  await group.settled()
  const commits = group.broker.hold(apis.offsetCommit)
  const commit = member.group.commit([{ ...FIRST, offset: 1 }], { timeoutMs: 500 })
  await t.throwsAsync(group.get(commit), { name: 'TimeoutError' })
  commits.release()
  group.broker.control(apis.offsetFetch, fail('UNSTABLE_OFFSET_COMMIT'))
  const fetch = member.group.committed([FIRST], { timeoutMs: 500 })
  await t.throwsAsync(group.get(fetch), { code: 'UNSTABLE_OFFSET_COMMIT' })
})
