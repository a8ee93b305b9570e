/** Members of one group that come, go and fall silent: who has what, and what they are told of it. */
import test from 'ava'
import { type Api, apis } from '../../protocol/apis.ts'
import { type Decision, drop, fail, loseAnswer } from '../../testing.ts'
import type { BrokerError } from '../errors.ts'
import { CooperativeStickyAssignor } from './assignors/cooperative-sticky.ts'
import { RangeAssignor } from './assignors/range.ts'
import { RoundRobinAssignor } from './assignors/round-robin.ts'
import { StickyAssignor } from './assignors/sticky.ts'
import { TestGroup } from './test-group.contract.ts'

const eager = () => ({})
const cooperative = () => ({ assignors: [new CooperativeStickyAssignor()] })

for (const [kind, options] of Object.entries({ eager, cooperative })) {
  test(`${kind}: members that come and go share all partitions, and none has two owners`, async (t) => {
    await using group = await TestGroup.open()
    const first = group.join(options())
    await group.settled()
    t.deepEqual(group.sizes, [6])
    group.join(options())
    await group.until(() => group.sizes[1] === 3)
    await group.settled()
    t.deepEqual(group.sizes, [3, 3])
    group.join(options())
    await group.until(() => group.sizes[2] === 2)
    await group.settled()
    t.deepEqual(group.sizes, [2, 2, 2])
    await group.get(first.close())
    await group.settled()
    t.deepEqual(group.sizes, [3, 3])
    t.deepEqual(
      group.story.filter((line) => line.startsWith('TWICE')),
      [],
    )
  })
}

test('eager: everything is revoked, and the hook is through, before the member joins again', async (t) => {
  await using group = await TestGroup.open()
  let letGo = () => {}
  const onRevoked = () => new Promise<void>((resolve) => (letGo = resolve))
  group.join({ listener: { onRevoked } })
  await group.settled()
  const joins = group.broker.observe(apis.joinGroup, { clientId: 'a' })
  group.join()
  await group.pass(5_000)
  t.is(joins.requests.length, 0)
  letGo()
  await group.settled()
  t.true(joins.requests.length > 0)
  t.is(group.story[1], 'a revoked orders-0 orders-1 orders-2 orders-3 orders-4 orders-5')
  letGo()
  await group.get(group.members[0]?.close() ?? Promise.resolve())
})

test('cooperative: only what is taken away is revoked', async (t) => {
  await using group = await TestGroup.open()
  group.join(cooperative())
  await group.settled()
  group.join(cooperative())
  await group.until(() => group.sizes[1] === 3)
  await group.settled()
  const revoked = group.story.filter((line) => line.includes('revoked'))
  t.is(revoked.length, 1)
  t.is(revoked[0]?.split(' ').length, 5)
})

test('of several assignors the group takes one that all members have', async (t) => {
  await using group = await TestGroup.open()
  group.join({ assignors: [new StickyAssignor(), new RangeAssignor()] })
  group.join({ assignors: [new RoundRobinAssignor(), new RangeAssignor()] })
  await group.settled()
  t.deepEqual(
    group.members.map(({ owned }) => [...owned].sort().join()),
    ['orders-0,orders-1,orders-2', 'orders-3,orders-4,orders-5'],
  )
})

test('a member that shares no assignor with the group fails, and says so', async (t) => {
  await using group = await TestGroup.open()
  group.join({ assignors: [new StickyAssignor()] })
  await group.settled()
  const other = group.join({ assignors: [new RoundRobinAssignor()] })
  await group.until(() => other.failure !== undefined)
  t.like(other.failure, { name: 'BrokerError', code: 'INCONSISTENT_GROUP_PROTOCOL' })
  t.is(other.group.health().state, 'failed')
})

for (const [kind, options] of Object.entries({ eager, cooperative })) {
  test(`${kind}: what a member had that died is shared after its session timeout`, async (t) => {
    await using group = await TestGroup.open()
    const first = group.join({ ...options(), sessionTimeoutMs: 10_000 })
    group.join({ ...options(), sessionTimeoutMs: 10_000 })
    await group.settled()
    t.deepEqual(group.sizes, [3, 3])
    first.kill()
    await group.pass(8_000)
    t.deepEqual(group.sizes, [3])
    await group.settled()
    t.deepEqual(group.sizes, [6])
  })

  test(`${kind}: a rebalance during a rebalance ends with each partition owned once`, async (t) => {
    await using group = await TestGroup.open()
    group.join(options())
    await group.settled()
    const held = group.broker.hold(apis.syncGroup)
    group.join(options())
    await group.get(held.next())
    group.join(options())
    await group.pass(1_000)
    held.release()
    await group.until(() => group.sizes.every((size) => size === 2))
    await group.settled()
    t.deepEqual(
      group.story.filter((line) => line.startsWith('TWICE')),
      [],
    )
  })

  test(`${kind}: at whatever request the connection breaks or the answer is lost, the group comes together`, async (t) => {
    for (const bad of [drop, loseAnswer, fail('NOT_COORDINATOR'), fail('COORDINATOR_NOT_AVAILABLE')]) {
      for (const api of [apis.joinGroup, apis.syncGroup, apis.heartbeat, apis.findCoordinator] as const) {
        await using group = await TestGroup.open()
        group.broker.control(api as Api, bad as Decision, { times: 2 })
        group.join({ ...options(), sessionTimeoutMs: 10_000 })
        await group.until(() => group.sizes[0] === 6)
        group.broker.control(api as Api, bad as Decision, { times: 2 })
        group.join({ ...options(), sessionTimeoutMs: 10_000 })
        await group.until(() => group.sizes.every((size) => size === 3), 120_000)
        await group.settled(6, 120_000)
        t.deepEqual(
          group.story.filter((line) => line.startsWith('TWICE')),
          [],
          `${bad.kind} ${api.name}`,
        )
      }
    }
  })
}

test('what a hook throws ends the membership, and the others go on', async (t) => {
  await using group = await TestGroup.open()
  group.join()
  await group.settled()
  const problem = new Error('the store is broken')
  const onAssigned = () => Promise.reject(problem)
  const bad = group.join({ listener: { onAssigned } })
  await group.until(() => bad.failure !== undefined)
  t.is(bad.failure, problem)
  t.true(group.story.some((line) => line.startsWith('b lost ')))
  await group.until(() => group.sizes[0] === 6)
  t.is(group.sizes[1], 0)
})

for (const error of ['GROUP_AUTHORIZATION_FAILED', 'INVALID_SESSION_TIMEOUT', 'GROUP_MAX_SIZE_REACHED'] as const) {
  test(`a member that is refused with ${error} fails`, async (t) => {
    await using group = await TestGroup.open()
    group.broker.control(apis.joinGroup, fail(error))
    const member = group.join()
    await group.until(() => member.failure !== undefined)
    t.is((member.failure as BrokerError).code, error)
  })
}

test('a member that the group has lost is told that its partitions are, and joins again', async (t) => {
  await using group = await TestGroup.open()
  group.join(cooperative())
  await group.settled()
  for (const error of ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION'] as const) {
    group.story.length = 0
    group.broker.control(apis.heartbeat, fail(error), { times: 1 })
    await group.until(() => group.story.length === 2)
    t.deepEqual(
      group.story.map((line) => line.split(' ')[1]),
      ['lost', 'assigned'],
      error,
    )
  }
})
