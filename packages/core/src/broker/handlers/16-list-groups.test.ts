import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { commitAlone, gather, openWithGroups } from '../groups/test-member.contract.ts'

async function openWithSome() {
  const broker = await openWithGroups()
  await gather(broker, 1)
  await commitAlone(broker, 'loners', { 0: 5 })
  return broker
}

test('all groups are listed, with what the version tells of them', async (t) => {
  const broker = await openWithSome()
  for (const [version, readers, loners] of [
    [0, { groupState: '', groupType: '' }, { groupState: '', groupType: '' }],
    [4, { groupState: 'Stable', groupType: '' }, { groupState: 'Empty', groupType: '' }],
    [5, { groupState: 'Stable', groupType: 'classic' }, { groupState: 'Empty', groupType: 'classic' }],
  ] as const) {
    const { groups } = await broker.ask(apis.listGroups, { version, body: {} })
    t.deepEqual(groups, [
      { groupId: 'readers', protocolType: 'consumer', ...readers },
      { groupId: 'loners', protocolType: '', ...loners },
    ])
  }
  await broker.close()
})

for (const [what, body, ids] of [
  ['a state', { statesFilter: ['Stable'] }, ['readers']],
  ['a state in any case, with blanks', { statesFilter: [' eMpty '] }, ['loners']],
  ['several states', { statesFilter: ['Stable', 'Empty'] }, ['readers', 'loners']],
  ['a state that there is not', { statesFilter: ['Happy'] }, []],
  ['classic groups', { typesFilter: ['Classic'] }, ['readers', 'loners']],
  ['groups of another type', { typesFilter: ['consumer'] }, []],
  ['a type that there is not', { typesFilter: ['happy'] }, []],
] as const) {
  test(`groups can be listed by ${what}`, async (t) => {
    const broker = await openWithSome()
    const { groups } = await broker.ask(apis.listGroups, { body })
    t.deepEqual(
      groups.map(({ groupId }) => groupId),
      ids,
    )
    await broker.close()
  })
}
