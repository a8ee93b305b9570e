import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { gather, nameOf, openWithGroups, pass, settle, stateOf, TestMember } from '../groups/test-member.contract.ts'

test('the others join again as soon as a member leaves', async (t) => {
  const broker = await openWithGroups()
  const [leader, follower] = await gather(broker, 2)
  t.is(await leader?.leave(), 'NONE')
  t.is(await leader?.heartbeat(), 'UNKNOWN_MEMBER_ID')
  t.is(await follower?.heartbeat(), 'REBALANCE_IN_PROGRESS')
  const joined = await follower?.join()
  t.is(joined?.leader, follower?.memberId)
  t.is(joined?.generationId, 3)
  await broker.close()
})

test('a group whose last member leaves is empty, and its generations go on', async (t) => {
  const broker = await openWithGroups()
  const [only] = await gather(broker, 1)
  t.is(await only?.leave(), 'NONE')
  t.is(await stateOf(broker, 'readers'), 'Empty')
  t.is((await new TestMember(broker).join()).generationId, 3)
  await broker.close()
})

test('each of several has its own error', async (t) => {
  const broker = await openWithGroups()
  const [first, second] = await gather(broker, 2)
  const fixed = new TestMember(broker, { instanceId: 'shelf-1' })
  const joining = fixed.join()
  await settle()
  await Promise.all([first?.join(), second?.join(), joining])
  const members = [
    { memberId: first?.memberId ?? '', reason: 'done' },
    { memberId: first?.memberId ?? '' },
    { memberId: 'nobody' },
    { memberId: second?.memberId ?? '', groupInstanceId: 'shelf-2' },
    { memberId: 'somebody', groupInstanceId: 'shelf-1' },
    { memberId: '', groupInstanceId: 'shelf-2' },
    { memberId: '', groupInstanceId: 'shelf-1' },
    { memberId: '' },
  ]
  const answer = await broker.ask(apis.leaveGroup, { version: 5, body: { groupId: 'readers', members } })
  t.is(nameOf(answer), 'NONE')
  t.deepEqual(answer.members.map(nameOf), [
    'NONE',
    'UNKNOWN_MEMBER_ID',
    'UNKNOWN_MEMBER_ID',
    'UNKNOWN_MEMBER_ID',
    'FENCED_INSTANCE_ID',
    'UNKNOWN_MEMBER_ID',
    'NONE',
    'UNKNOWN_MEMBER_ID',
  ])
  t.deepEqual(answer.members[6], { memberId: '', groupInstanceId: 'shelf-1', errorCode: 0 })
  t.is(await second?.heartbeat(), 'REBALANCE_IN_PROGRESS')
  await broker.close()
})

test('up to version 2 the error of the one member is that of the answer', async (t) => {
  const broker = await openWithGroups()
  const [member] = await gather(broker, 1)
  for (const [version, error] of [
    [0, 'NONE'],
    [2, 'UNKNOWN_MEMBER_ID'],
  ] as const) {
    const body = { groupId: 'readers', memberId: member?.memberId ?? '' }
    const answer = await broker.ask(apis.leaveGroup, { version, body })
    t.is(nameOf(answer), error)
    t.deepEqual(answer.members, [])
  }
  await broker.close()
})

test('nobody can leave a group that is not there', async (t) => {
  const broker = await openWithGroups()
  const members = [{ memberId: 'nobody' }, { memberId: '', groupInstanceId: 'shelf-1' }]
  const answer = await broker.ask(apis.leaveGroup, { body: { groupId: 'nobodies', members } })
  t.is(nameOf(answer), 'NONE')
  t.deepEqual(answer.members.map(nameOf), ['UNKNOWN_MEMBER_ID', 'UNKNOWN_MEMBER_ID'])
  const older = await broker.ask(apis.leaveGroup, { version: 1, body: { groupId: 'nobodies', memberId: 'nobody' } })
  t.is(nameOf(older), 'UNKNOWN_MEMBER_ID')
  const unnamed = await broker.ask(apis.leaveGroup, { body: { groupId: '', members } })
  t.is(nameOf(unnamed), 'INVALID_GROUP_ID')
  await broker.close()
})

test('one who was given an id and leaves is not waited for', async (t) => {
  const broker = await openWithGroups()
  const [member] = await gather(broker, 1)
  const newcomer = new TestMember(broker)
  await newcomer.joinOnce()
  const again = member?.join()
  let isAnswered = false
  void again?.then(() => (isAnswered = true))
  await pass(broker, 1000)
  t.false(isAnswered)
  t.is(await newcomer.leave(), 'NONE')
  t.is((await again)?.generationId, 2)
  await broker.close()
})

test('the rest go on when a member leaves for which all were waiting', async (t) => {
  const broker = await openWithGroups()
  const [first, second] = await gather(broker, 2)
  const joining = first?.join()
  await settle()
  await second?.leave()
  t.is((await joining)?.members.length, 1)
  await broker.close()
})
