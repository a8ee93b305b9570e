import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { commitAlone, gather, openWithGroups, subscriptionTo } from '../groups/test-member.contract.ts'

test('a stable group is told with what its members brought and were given', async (t) => {
  const broker = await openWithGroups()
  const [leader, follower] = await gather(broker, 2)
  for (const version of [0, 6]) {
    const { groups } = await broker.ask(apis.describeGroups, { version, body: { groups: ['readers'] } })
    const fixed = { groupInstanceId: null, clientId: 'reader', clientHost: '/127.0.0.1' }
    const memberMetadata = subscriptionTo('orders')
    t.deepEqual(groups[0], {
      errorCode: 0,
      errorMessage: null,
      groupId: 'readers',
      groupState: 'Stable',
      protocolType: 'consumer',
      protocolData: 'range',
      members: [
        { memberId: leader?.memberId ?? '', ...fixed, memberMetadata, memberAssignment: Buffer.from('share 0') },
        { memberId: follower?.memberId ?? '', ...fixed, memberMetadata, memberAssignment: Buffer.from('share 1') },
      ],
      authorizedOperations: -2147483648,
    })
  }
  await broker.close()
})

test('a group that is not there is dead, and from version 6 on an error', async (t) => {
  const broker = await openWithGroups()
  const nothing = { groupId: 'nobodies', groupState: 'Dead', protocolType: '', protocolData: '', members: [] }
  const includeAuthorizedOperations = true
  const body = { groups: ['nobodies'], includeAuthorizedOperations }
  const { groups: older } = await broker.ask(apis.describeGroups, { version: 5, body })
  t.deepEqual(older, [{ errorCode: 0, errorMessage: null, ...nothing, authorizedOperations: 3400 }])
  const { groups } = await broker.ask(apis.describeGroups, { version: 6, body })
  const said = { errorCode: 69, errorMessage: 'Group nobodies not found.' }
  t.deepEqual(groups, [{ ...said, ...nothing, authorizedOperations: -2147483648 }])
  await broker.close()
})

test('a group that only has offsets is empty and of no protocol', async (t) => {
  const broker = await openWithGroups()
  await commitAlone(broker, 'loners', { 0: 5 })
  const body = { groups: ['loners'], includeAuthorizedOperations: true }
  const { groups } = await broker.ask(apis.describeGroups, { body })
  t.like(groups[0], { groupState: 'Empty', protocolType: '', protocolData: '', authorizedOperations: 3400 })
  await broker.close()
})
