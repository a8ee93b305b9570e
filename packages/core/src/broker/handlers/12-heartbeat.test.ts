import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { gather, nameOf, openWithGroups, pass, stateOf } from '../groups/test-member.contract.ts'

for (const [what, body, error] of [
  ['a member of the present generation', {}, 'NONE'],
  ['another generation', { generationId: 0 }, 'ILLEGAL_GENERATION'],
  ['an unknown member', { memberId: 'nobody' }, 'UNKNOWN_MEMBER_ID'],
  ['an unknown instance', { groupInstanceId: 'nobody' }, 'UNKNOWN_MEMBER_ID'],
  ['an unknown group', { groupId: 'nobodies' }, 'UNKNOWN_MEMBER_ID'],
  ['an empty group id', { groupId: '' }, 'INVALID_GROUP_ID'],
] as const) {
  test(`a heartbeat of ${what} gets ${error}`, async (t) => {
    const broker = await openWithGroups()
    const [member] = await gather(broker, 1)
    if (member === undefined) return t.fail()
    for (const version of [3, 4]) {
      const request = { ...member.identity, generationId: 1, ...body }
      t.is(nameOf(await broker.ask(apis.heartbeat, { version, body: request })), error)
    }
    await broker.close()
  })
}

test('a member that stays silent for its session timeout is out, and the others join again', async (t) => {
  const broker = await openWithGroups()
  const [lively, silent] = await gather(broker, 2)
  await pass(broker, 6000)
  await lively?.heartbeat()
  await pass(broker, 3999)
  t.is(await lively?.heartbeat(), 'NONE')
  await pass(broker, 1)
  t.is(await lively?.heartbeat(), 'REBALANCE_IN_PROGRESS')
  t.is(await silent?.heartbeat(), 'UNKNOWN_MEMBER_ID')
  t.is((await lively?.join())?.generationId, 3)
  await broker.close()
})

test('a group whose members have all gone silent is empty', async (t) => {
  const broker = await openWithGroups()
  const [member] = await gather(broker, 3)
  await pass(broker, 11_000)
  await pass(broker, 30_000)
  t.is(await stateOf(broker, 'readers'), 'Empty')
  t.is(await member?.heartbeat(), 'UNKNOWN_MEMBER_ID')
  await broker.close()
})

test('heartbeats set no timers, however many there are', async (t) => {
  const broker = await openWithGroups()
  const [member] = await gather(broker, 1)
  const timers = broker.clock.pendingTimers
  for (let round = 0; round < 100; round += 1) {
    broker.clock.advance(90)
    t.is(await member?.heartbeat(), 'NONE')
    t.true(broker.clock.pendingTimers <= timers)
  }
  await broker.close()
})

test('a commit shows as well as a heartbeat that a member lives', async (t) => {
  const broker = await openWithGroups()
  const [member] = await gather(broker, 1)
  for (let round = 0; round < 5; round += 1) {
    await pass(broker, 9000)
    t.is(await member?.commit(round), 'NONE')
  }
  await broker.close()
})
