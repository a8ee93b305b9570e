/** Members that come back under a name of their own. */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { fail } from '../../testing.ts'
import { CooperativeStickyAssignor } from './assignors/cooperative-sticky.ts'
import { type MemberSetup, TestGroup } from './test-group.contract.ts'

test('a static member that restarts gets what it had, without a rebalance', async (t) => {
  await using group = await TestGroup.open()
  const options = (name: string) => ({ name, groupInstanceId: name })
  const first = group.join(options('one'))
  const second = group.join(options('two'))
  await group.settled()
  const had = [...first.owned].sort()
  const { generation } = second.group.health()
  const joins = group.broker.observe(apis.joinGroup, { clientId: 'two' })
  await group.get(first.close())
  await group.pass(10_000)
  const again = group.join(options('one'))
  await group.settled()
  t.deepEqual([...again.owned].sort(), had)
  t.is(again.group.health().generation, generation)
  t.is(joins.requests.length, 0)
  await group.pass(60_000)
  t.deepEqual(group.sizes, [3, 3])
  t.is(joins.requests.length, 0)
})

test('a static leader that restarts still sees to topics that grow', async (t) => {
  await using group = await TestGroup.open()
  const first = group.join({ name: 'one', groupInstanceId: 'one', client: { metadataMaxAgeMs: 10_000 } })
  await group.settled()
  await group.get(first.close())
  const again = group.join({ name: 'one', groupInstanceId: 'one', client: { metadataMaxAgeMs: 10_000 } })
  await group.settled()
  await group.grow('orders', 8)
  await group.settled(8)
  t.deepEqual(group.sizes, [8])
  t.is(again.failure, undefined)
})

test('a static member leaves when it is asked to', async (t) => {
  await using group = await TestGroup.open()
  const first = group.join({ groupInstanceId: 'one' })
  group.join({ groupInstanceId: 'two' })
  await group.settled()
  await group.get(first.close({ leave: true }))
  await group.settled(6, 10_000)
  t.deepEqual(group.sizes, [6])
})

test('the older of two with one instance id is fenced for good', async (t) => {
  await using group = await TestGroup.open()
  const old = group.join({ groupInstanceId: 'one' })
  await group.settled()
  const next = group.join({ groupInstanceId: 'one' })
  await group.until(() => old.failure !== undefined)
  t.like(old.failure, { name: 'FencedError', code: 'FENCED_INSTANCE_ID' })
  t.true(group.story.some((line) => line.startsWith('a lost ')))
  await group.pass(30_000)
  t.is(next.failure, undefined)
  t.is(next.owned.size, 6)
})

test('a commit that is fenced ends the membership as a heartbeat would', async (t) => {
  await using group = await TestGroup.open()
  const old = group.join({ groupInstanceId: 'one', heartbeatIntervalMs: 30_000 })
  await group.settled()
  group.join({ groupInstanceId: 'one' })
  await group.until(() => (group.members[1]?.owned.size ?? 0) === 6)
  const commit = old.group.commit([{ topic: 'orders', partition: 0, offset: 1 }])
  await t.throwsAsync(group.get(commit), { name: 'FencedError' })
  await group.until(() => old.failure !== undefined, 2_000)
})

const cooperative = (name: string, setup: MemberSetup = {}): MemberSetup => {
  return {
    name,
    groupInstanceId: name,
    assignors: [new CooperativeStickyAssignor()],
    sessionTimeoutMs: 10_000,
    ...setup,
  }
}

test('what a static member should have given up when it died is not left without an owner: the leader asks', async (t) => {
  await using group = await TestGroup.open()
  let isStuck = false
  const onRevoked = () => (isStuck ? new Promise<void>(() => {}) : Promise.resolve())
  group.join(cooperative('leader', { client: { metadataMaxAgeMs: 10_000 } }))
  await group.settled()
  const second = group.join(cooperative('debtor', { listener: { onRevoked } }))
  await group.until(() => group.sizes[1] === 3)
  await group.grow('orders', 7)
  await group.until(() => second.owned.size === 4)
  await group.settled(7)
  isStuck = true
  group.join(cooperative('newcomer'))
  await group.until(() => group.story.includes('newcomer assigned'))
  second.kill()
  group.join(cooperative('debtor'))
  await group.settled(7)
  t.deepEqual(group.sizes, [3, 2, 2])
  t.deepEqual(twice(group), [])
})

test('a static leader that comes back looks whether all partitions have owners, and rebalances only where not', async (t) => {
  await using group = await TestGroup.open()
  let isStuck = true
  const onRevoked = () => (isStuck ? new Promise<void>(() => {}) : Promise.resolve())
  const first = group.join(cooperative('one', { listener: { onRevoked } }))
  await group.settled()
  const joins = group.broker.observe(apis.joinGroup, { clientId: 'two' })
  group.join(cooperative('two'))
  await group.until(() => group.story.includes('two assigned'))
  first.kill()
  isStuck = false
  const again = group.join(cooperative('one'))
  await group.until(() => again.owned.size === 3)
  await group.settled()
  t.deepEqual(group.sizes, [3, 3])
  const before = joins.requests.length
  await group.get(again.close())
  group.join(cooperative('one'))
  await group.settled()
  await group.pass(60_000)
  t.deepEqual(group.sizes, [3, 3])
  t.is(joins.requests.length, before)
  t.deepEqual(twice(group), [])
})

test('a static leader that may not learn who has what asks for a rebalance when it comes back', async (t) => {
  await using group = await TestGroup.open()
  const first = group.join(cooperative('one'))
  await group.settled()
  await group.get(first.close())
  group.broker.control(apis.describeGroups, fail('GROUP_AUTHORIZATION_FAILED'))
  const joins = group.broker.observe(apis.joinGroup, { clientId: 'one' })
  group.join(cooperative('one'))
  await group.pass(30_000)
  t.is(joins.requests.length, 2)
  t.deepEqual(group.sizes, [6])
})

function twice({ story }: TestGroup): string[] {
  return story.filter((line) => line.startsWith('TWICE'))
}
