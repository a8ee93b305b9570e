import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { commitAlone, gather, nameOf, offsetsOf, openWithGroups, stateOf } from '../groups/test-member.contract.ts'

test('a group without members goes with its offsets; one with members stays', async (t) => {
  const broker = await openWithGroups()
  await commitAlone(broker, 'loners', { 0: 7, 1: 8 })
  const [member] = await gather(broker, 1)
  const groupsNames = ['loners', 'readers', 'nobodies', 'loners', '']
  const { results } = await broker.ask(apis.deleteGroups, { body: { groupsNames } })
  t.deepEqual(
    results.map((result) => [result.groupId, nameOf(result)]),
    [
      ['loners', 'NONE'],
      ['readers', 'NON_EMPTY_GROUP'],
      ['nobodies', 'GROUP_ID_NOT_FOUND'],
      ['', 'GROUP_ID_NOT_FOUND'],
    ],
  )
  t.is(await stateOf(broker, 'loners'), 'Dead')
  t.deepEqual(await offsetsOf(broker, 'loners'), {})
  t.is(await member?.heartbeat(), 'NONE')
  await broker.close()
})
