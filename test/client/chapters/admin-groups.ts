/** Groups and their offsets, as an admin sees and changes them. */
import { settled } from '@millrace/core'
import { Chapter } from '../chapter.ts'
import { eventually } from '../eventually.ts'
import { Member } from '../member.ts'
import type { Stage } from '../stage.ts'

export const adminGroups = new Chapter('admin of groups')

adminGroups.fact('offsets of a group are set, listed and forgotten', async (t, stage) => {
  const [topic, groupId] = [await stage.topic('orders', { partitions: 2 }), stage.name('group')]
  const { groupOffsets } = stage.admin
  await groupOffsets.alter(groupId, [
    { topic, partition: 0, offset: 5, metadata: 'note' },
    { topic, partition: 1, offset: 0 },
  ])
  t.deepEqual(
    [...(await groupOffsets.list(groupId, { requireStable: true })).values()].sort(
      (one, other) => other.offset - one.offset,
    ),
    [
      { topic, partition: 0, offset: 5, leaderEpoch: -1, metadata: 'note' },
      { topic, partition: 1, offset: 0, leaderEpoch: -1, metadata: '' },
    ],
  )
  const some = [
    { topic, partition: 0 },
    { topic: stage.name('other'), partition: 0 },
  ]
  t.deepEqual([...(await groupOffsets.list(groupId, { partitions: some })).keys()], [`${topic}-0`])
  t.deepEqual([...(await groupOffsets.delete(groupId, [{ topic, partition: 0 }])).keys()], [`${topic}-0`])
  t.deepEqual([...(await groupOffsets.list(groupId)).keys()], [`${topic}-1`])
})

adminGroups.fact('offsets of a topic that is not there cannot be set', async (t, stage) => {
  const missing = { topic: stage.name('missing'), partition: 0, offset: 5 }
  const { errors } = await settled(stage.admin.groupOffsets.alter(stage.name('group'), [missing]))
  t.deepEqual(codes(errors), [[`${missing.topic}-0`, 'UNKNOWN_TOPIC_OR_PARTITION']])
})

adminGroups.fact('offsets of a group that reads can be neither set nor forgotten', async (t, stage) => {
  const [topic, groupId] = [await stage.topic('orders'), stage.name('group')]
  const member = new Member(stage, { topic, group: { groupId } })
  await member.owns(1)
  await member.consumer.commit([{ topic, partition: 0, offset: 0 }])
  const { groupOffsets, groups } = stage.admin
  const set = await settled(groupOffsets.alter(groupId, [{ topic, partition: 0, offset: 0 }]))
  t.deepEqual(codes(set.errors), [[`${topic}-0`, 'UNKNOWN_MEMBER_ID']])
  const forgotten = await settled(groupOffsets.delete(groupId, [{ topic, partition: 0 }]))
  t.deepEqual(codes(forgotten.errors), [[`${topic}-0`, 'GROUP_SUBSCRIBED_TO_TOPIC']])
  t.deepEqual(codes((await settled(groups.delete([groupId]))).errors), [[groupId, 'NON_EMPTY_GROUP']])
})

adminGroups.fact('an empty group is listed, described and deleted', async (t, stage) => {
  const [topic, groupId] = [await stage.topic('orders'), stage.name('group')]
  const nobody = stage.name('nobody')
  const { groups, groupOffsets } = stage.admin
  await groupOffsets.alter(groupId, [{ topic, partition: 0, offset: 5 }])
  const listed = (await groups.list({ states: ['Empty'] })).get(groupId)
  t.like(listed, { groupId, state: 'Empty' })
  t.false((await groups.list({ states: ['Stable'] })).has(groupId))
  const { values, errors } = await settled(groups.describe([groupId, nobody]))
  t.like(values.get(groupId), { groupId, state: 'Empty', type: 'classic', members: [] })
  t.deepEqual(codes(errors), [[nobody, 'GROUP_ID_NOT_FOUND']])
  const deleted = await settled(groups.delete([groupId, nobody]))
  t.deepEqual([[...deleted.values.keys()], codes(deleted.errors)], [[groupId], [[nobody, 'GROUP_ID_NOT_FOUND']]])
  t.false((await groups.list()).has(groupId))
})

adminGroups.fact('a group with members is described with what each of them has', async (t, stage) => {
  const [topic, groupId] = [await stage.topic('orders', { partitions: 4 }), stage.name('group')]
  const member = (groupInstanceId: string) => {
    return new Member(stage, {
      topic,
      group: { groupId, groupInstanceId, heartbeatIntervalMs: 30 },
      client: { clientId: `client ${groupInstanceId}` },
    })
  }
  const members = [member('one'), member('two')]
  await Promise.all(members.map((one) => one.owns(2)))
  const described = (await stage.admin.groups.describe([groupId])).get(groupId)
  t.like(described, { state: 'Stable', type: 'classic', protocolType: 'consumer', assignor: 'range' })
  t.deepEqual(
    described?.members
      .map(({ instanceId, clientId, subscription, assignment }) => ({ instanceId, clientId, subscription, assignment }))
      .sort((one, other) => (String(one.instanceId) < String(other.instanceId) ? -1 : 1)),
    [
      { instanceId: 'one', clientId: 'client one', subscription: [topic], assignment: [{ topic, partitions: [0, 1] }] },
      { instanceId: 'two', clientId: 'client two', subscription: [topic], assignment: [{ topic, partitions: [2, 3] }] },
    ],
  )
})

adminGroups.fact('static members are taken out of their group, and others come back', async (t, stage) => {
  const [topic, groupId] = [await stage.topic('orders', { partitions: 2 }), stage.name('group')]
  const timing = { heartbeatIntervalMs: 30, sessionTimeoutMs: 30_000 }
  const gone = new Member(stage, { topic, group: { groupId, groupInstanceId: 'gone', ...timing } })
  await gone.owns(2)
  await gone.consumer.close()
  const { groups } = stage.admin
  t.deepEqual([...(await groups.removeMembers(groupId, { instanceIds: ['gone'] })).keys()], ['gone'])
  const other = new Member(stage, { topic, group: { groupId, ...timing } })
  await other.owns(2)
  const missing = await settled(groups.removeMembers(groupId, { instanceIds: ['gone'] }))
  t.deepEqual(codes(missing.errors), [['gone', 'UNKNOWN_MEMBER_ID']])
  await groups.removeMembers(groupId, 'all')
  await other.until(() => other.story.length >= 3)
  t.deepEqual(other.story.slice(0, 3), ['assigned 0 1', 'lost 0 1', 'assigned 0 1'])
  await seenAs(stage, groupId, 'Stable')
})

async function seenAs(stage: Stage, groupId: string, wanted: string): Promise<void> {
  await eventually(
    async () => (await stage.admin.groups.describe([groupId])).get(groupId)?.state,
    (state) => state === wanted,
  )
}

function codes(errors: ReadonlyMap<unknown, { code: string }>): unknown[] {
  return Array.from(errors, ([name, { code }]) => [name, code]).sort()
}
