/** Heartbeats, programs that hang, coordinators that move, brokers that are gone. */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { drop, fail } from '../../testing.ts'
import { TestGroup } from './test-group.contract.ts'

test('heartbeats go on while the program works, and keep its partitions', async (t) => {
  await using group = await TestGroup.open()
  const beats = group.broker.observe(apis.heartbeat)
  group.join()
  await group.settled()
  await group.pass(60_000)
  t.true(beats.requests.length >= 19 && beats.requests.length <= 21, `${beats.requests.length}`)
  t.is(group.story.length, 1)
})

test('a program that hangs leaves the group, and is back with its next sign of life', async (t) => {
  await using group = await TestGroup.open()
  const hung = group.join({ maxPollIntervalMs: 20_000 })
  const other = group.join()
  other.group.waits()
  await group.settled()
  for (let second = 0; second < 60; second += 1) {
    hung.group.poll()
    await group.pass(1_000)
  }
  t.deepEqual(group.sizes, [3, 3])
  await group.pass(25_000)
  t.deepEqual(group.sizes, [0, 6])
  t.is(hung.group.health().state, 'hung')
  t.true(group.story.some((line) => line.startsWith('a lost ')))
  await t.throwsAsync(hung.group.commit([{ topic: 'orders', partition: 0, offset: 1 }]), { name: 'CommitFailedError' })
  hung.group.poll()
  await group.settled()
  t.deepEqual(group.sizes, [3, 3])
})

test('a program that waits for records owes no sign of life', async (t) => {
  await using group = await TestGroup.open()
  const member = group.join({ maxPollIntervalMs: 20_000 })
  member.group.waits()
  await group.settled()
  await group.pass(200_000)
  t.deepEqual(group.sizes, [6])
  member.group.poll()
  await group.pass(45_000)
  t.deepEqual(group.sizes, [0])
})

test('a program that hangs while the group waits for others leaves nothing behind in it', async (t) => {
  await using group = await TestGroup.open()
  group.join({ maxPollIntervalMs: 20_000 }).group.waits()
  await group.settled()
  const held = group.broker.hold(apis.joinGroup, { clientId: 'b' })
  const hung = group.join({ maxPollIntervalMs: 20_000 })
  await group.pass(25_000)
  t.is(hung.group.health().state, 'hung')
  held.release()
  await group.until(() => group.sizes[0] === 6 && group.members[0]?.group.health().state === 'stable', 120_000)
  hung.group.poll()
  hung.group.waits()
  await group.until(() => group.sizes[1] === 3, 120_000)
  t.pass()
})

test('on an idle topic, heartbeats that fail are seen in the health, and mended', async (t) => {
  await using group = await TestGroup.open()
  const member = group.join({ sessionTimeoutMs: 10_000 })
  await group.settled()
  await group.pass(5_000)
  t.true((member.group.health().sinceHeartbeatMs ?? Number.NaN) < 3_500)
  const bad = group.broker.control(apis.heartbeat, drop)
  await group.pass(20_000)
  t.true((member.group.health().sinceHeartbeatMs ?? 0) > 15_000)
  bad.remove()
  await group.until(() => group.story.length >= 3)
  t.deepEqual(
    group.story.map((line) => line.split(' ')[1]),
    ['assigned', 'lost', 'assigned'],
  )
  t.true((member.group.health().sinceHeartbeatMs ?? Number.NaN) < 3_500)
})

test('heartbeats that are never answered cost the member its place no longer than needed', async (t) => {
  await using group = await TestGroup.open()
  const silent = group.join({ sessionTimeoutMs: 10_000 })
  await group.settled()
  const held = group.broker.hold(apis.heartbeat, { clientId: 'a' })
  await group.get(held.next())
  const other = group.join({ sessionTimeoutMs: 10_000 })
  await group.until(() => other.owned.size === 6)
  held.release()
  await group.until(() => silent.owned.size === 3)
  await group.settled()
  t.deepEqual(group.sizes, [3, 3])
})

for (const error of ['NOT_COORDINATOR', 'COORDINATOR_NOT_AVAILABLE', 'COORDINATOR_LOAD_IN_PROGRESS'] as const) {
  test(`a coordinator that says ${error} is looked for again, and nothing is lost`, async (t) => {
    await using group = await TestGroup.open()
    const member = group.join()
    await group.settled()
    const finds = group.broker.observe(apis.findCoordinator)
    group.broker.control(apis.heartbeat, fail(error), { times: 3 })
    await group.pass(10_000)
    t.is(finds.requests.length > 0, error !== 'COORDINATOR_LOAD_IN_PROGRESS')
    t.is(group.story.length, 1)
    t.true((member.group.health().sinceHeartbeatMs ?? Number.NaN) < 3_500)
  })
}

test('closing ends in time when no broker answers, and leaves no timer behind', async (t) => {
  const group = await TestGroup.open()
  const member = group.join({
    autoCommit: { positions: () => [{ topic: 'orders', partition: 0, offset: 3 }], intervalMs: 100_000 },
  })
  await group.settled()
  await group.get(group.broker.close())
  const startMs = group.clock.elapsedMs()
  await group.get(member.close({ timeoutMs: 2_000 }))
  t.true(group.clock.elapsedMs() - startMs <= 2_100)
  await group.pass(100)
  t.is(group.clock.pendingTimers, 0)
})

test('closing commits, revokes and leaves, and leaves no timer behind', async (t) => {
  const group = await TestGroup.open()
  const first = group.join()
  const second = group.join()
  await group.settled()
  const leaves = group.broker.observe(apis.leaveGroup)
  await group.get(first.close())
  await group.until(() => second.owned.size === 6, 5_000)
  await group.get(second.close())
  t.is(leaves.requests.length, 2)
  t.deepEqual(group.story.slice(-1), ['b revoked orders-0 orders-1 orders-2 orders-3 orders-4 orders-5'])
  await group.close()
  t.is(group.clock.pendingTimers, 0)
})

test('a member whose hook fails while it closes leaves the group nevertheless', async (t) => {
  await using group = await TestGroup.open()
  const onRevoked = () => Promise.reject(new Error('the disk is full'))
  const first = group.join({ listener: { onRevoked } })
  await group.settled()
  const leaves = group.broker.observe(apis.leaveGroup)
  await group.get(first.close())
  t.is(leaves.requests.length, 1)
})

test('closing while the group waits for others ends at once', async (t) => {
  await using group = await TestGroup.open()
  const onRevoked = () => new Promise<void>(() => {})
  const first = group.join({ listener: { onRevoked } })
  await group.settled()
  const second = group.join()
  await group.pass(4_000)
  t.is(second.group.health().state, 'joining')
  const startMs = group.clock.elapsedMs()
  await group.get(second.close())
  t.true(group.clock.elapsedMs() - startMs < 500)
  await group.get(first.close({ timeoutMs: 1_000 }))
  t.true(group.clock.elapsedMs() - startMs < 2_000)
})
