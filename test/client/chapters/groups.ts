/** Members of a group: what they commit, where they go on, and who counts as one. */
import type { Assignor, ConsumerGroupOptions, MemberAssignment, MemberSubscription } from '@millrace/core'
import { Chapter } from '../chapter.ts'
import { eventually } from '../eventually.ts'
import { Member } from '../member.ts'

export const groups = new Chapter('groups')

groups.fact('a group goes on where it committed, and begins where it was told where it did not', async (t, stage) => {
  const topic = await stage.topic('orders')
  const sender = stage.producer()
  for (const value of ['a', 'b', 'c']) await sender.sendAndWait({ topic, value })
  const group = { groupId: stage.name('group'), autoCommitIntervalMs: null }
  const first = stage.consumer({ topics: [topic], group })
  const records = first.records()
  for (const value of ['a', 'b']) t.is(String((await records.next()).value.value), value)
  await first.commit()
  await records.next()
  await first.close()
  const second = stage.consumer({ topics: [topic], group })
  t.is(String((await second.records().next()).value.value), 'c')
  t.is((await second.committed()).get(`${topic}-0`)?.offset, 2)
})

groups.fact('a member commits by itself what the program is done with, when it closes', async (t, stage) => {
  const topic = await stage.topic('orders')
  const sender = stage.producer()
  for (const value of ['a', 'b', 'c']) await sender.sendAndWait({ topic, value })
  const group = stage.name('group')
  const first = stage.consumer({ topics: [topic], group })
  const records = first.records()
  for (const _ of ['a', 'b']) await records.next()
  await first.close()
  const committed = await stage.admin.groupOffsets.list(group)
  t.is(committed.get(`${topic}-0`)?.offset, 1, 'the second record was in hand')
})

groups.fact('a member commits by itself on its interval', async (t, stage) => {
  const topic = await stage.topic('orders')
  const sender = stage.producer()
  for (const value of ['a', 'b']) await sender.sendAndWait({ topic, value })
  const groupId = stage.name('group')
  const reader = stage.consumer({ topics: [topic], group: { groupId, autoCommitIntervalMs: 20 } })
  const records = reader.records()
  for (const _ of ['a', 'b']) await records.next()
  const idle = records.next()
  const look = async () => (await stage.admin.groupOffsets.list(groupId)).get(`${topic}-0`)?.offset
  t.is(await eventually(look, (offset) => offset === 2), 2)
  await reader.close()
  await idle
})

groups.fact('offsets are committed with their notes, for partitions one by one', async (t, stage) => {
  const topic = await stage.topic('orders', { partitions: 2 })
  const member = new Member(stage, { topic, group: { groupId: stage.name('group') } })
  await member.owns(2)
  await member.consumer.commit([{ topic, partition: 1, offset: 7, leaderEpoch: 0, metadata: 'note' }])
  const committed = await member.consumer.committed()
  t.deepEqual([...committed.keys()], [`${topic}-1`])
  t.like(committed.get(`${topic}-1`), { offset: 7, metadata: 'note' })
})

groups.fact('a stable read of offsets waits for the transaction that carries them', async (t, stage) => {
  const [topic, groupId] = [await stage.topic('orders'), stage.name('group')]
  for (const value of ['a', 'b', 'c']) await stage.producer().sendAndWait({ topic, value })
  const at = { topic, partition: 0 }
  await stage.admin.groupOffsets.alter(groupId, [{ ...at, offset: 1 }])
  const teller = await stage.transactional()
  teller.begin()
  await teller.sendOffsets([{ ...at, offset: 2 }], { groupId })
  const list = { partitions: [at] }
  t.is((await stage.admin.groupOffsets.list(groupId, list)).get(`${topic}-0`)?.offset, 1)
  const stable = stage.admin.groupOffsets.list(groupId, { ...list, requireStable: true, timeoutMs: 300 })
  await t.throwsAsync(stable, { message: /UNSTABLE_OFFSET_COMMIT|TIMED_OUT/ })
  const reader = stage.consumer({ topics: [topic], group: { groupId, autoCommitIntervalMs: null } })
  const first = reader.records().next()
  await eventually(
    async () => (await stage.admin.groups.describe([groupId])).get(groupId)?.state,
    (state) => state === 'Stable',
  )
  await teller.commit()
  t.is(String((await first).value.value), 'c')
})

groups.fact('a program that hangs loses its partitions to others, and cannot commit', async (t, stage) => {
  const topic = await stage.topic('orders', { partitions: 2 })
  for (const partition of [0, 1]) await stage.producer().sendAndWait({ topic, partition, value: 'a' })
  const group = { groupId: stage.name('group'), autoCommitIntervalMs: null, heartbeatIntervalMs: 30 }
  const lost: number[] = []
  const onLost = (partitions: readonly { partition: number }[]) => {
    lost.push(...partitions.map(({ partition }) => partition))
  }
  const hung = stage.consumer({ topics: [topic], group: { ...group, maxPollIntervalMs: 200, onLost } })
  await hung.records().next()
  await eventually(
    async () => lost.length,
    (count) => count === 2,
  )
  const other = new Member(stage, { topic, group })
  await other.owns(2)
  await t.throwsAsync(hung.commit([{ topic, partition: 0, offset: 1 }]), { name: 'CommitFailedError' })
})

groups.fact('a program that hangs and comes back is a member again', async (t, stage) => {
  const topic = await stage.topic('orders', { partitions: 2 })
  for (const partition of [0, 1]) await stage.producer().sendAndWait({ topic, partition, value: 'a' })
  const group = { groupId: stage.name('group'), autoCommitIntervalMs: null, heartbeatIntervalMs: 30 }
  const hung = stage.consumer({ topics: [topic], group: { ...group, maxPollIntervalMs: 200 } })
  const records = hung.records()
  await records.next()
  const other = new Member(stage, { topic, group })
  await other.owns(2)
  const waiting = records.next()
  await other.owns(1)
  t.like((await waiting).value, { offset: 0 })
})

groups.fact('a member whose session is over is left out of its group', async (t, stage) => {
  const topic = await stage.topic('orders', { partitions: 2 })
  const groupId = stage.name('group')
  // It says nothing for longer than its session: to its coordinator it is gone.
  const silent = { groupId, sessionTimeoutMs: 200, heartbeatIntervalMs: 199 } satisfies ConsumerGroupOptions
  const dead = new Member(stage, { topic, group: { ...silent, groupInstanceId: 'dead' } })
  await dead.owns(2)
  await dead.consumer.close() // a static member is not taken out of the group by that
  const other = new Member(stage, { topic, group: { groupId, heartbeatIntervalMs: 30 } })
  await other.owns(2)
  const described = (await stage.admin.groups.describe([groupId])).get(groupId)
  t.is(described?.members.length, 1)
})

groups.fact('assignors send bytes of their own to the leader, and the leader to each member', async (t, stage) => {
  const topic = await stage.topic('orders', { partitions: 2 })
  const groupId = stage.name('group')
  const assignors = { ann: new TellingAssignor('ann'), bob: new TellingAssignor('bob') }
  const group = (name: 'ann' | 'bob') => ({ groupId, heartbeatIntervalMs: 30, assignors: [assignors[name]] })
  const bob = new Member(stage, { topic, group: group('bob') })
  await bob.owns(2)
  const ann = new Member(stage, { topic, group: group('ann') })
  await ann.owns(2)
  await bob.owns(0)
  t.is(assignors.bob.heard.at(-1), 'ann and bob; bob is you')
  t.is(assignors.ann.heard.at(-1), 'ann and bob; ann is you')
})

groups.fact('members read the topics that a pattern fits, new ones included', async (t, stage) => {
  const prefix = stage.name('many')
  const make = (name: string) => stage.admin.topics.create([`${prefix}-${name}`])
  await make('one')
  await stage.admin.topics.create([stage.name('other')])
  const group = { groupId: stage.name('group'), heartbeatIntervalMs: 30 }
  const topics = new RegExp(`${prefix}-.*`)
  const member = new Member(stage, { topic: topics, group, client: { metadataMaxAgeMs: 50 } })
  await member.owns(1)
  await make('two')
  await member.owns(2)
  t.deepEqual([...member.owned].sort(), [`${prefix}-one-0`, `${prefix}-two-0`])
})

/** Gives all to the first by name, and tells each what all said. */
class TellingAssignor implements Assignor {
  readonly name = 'telling'
  readonly rebalancing = 'eager'
  readonly heard: string[] = []
  readonly #says: string

  constructor(says: string) {
    this.#says = says
  }

  userData(): Buffer {
    return Buffer.from(this.#says)
  }

  assign(members: readonly MemberSubscription[]): Map<string, MemberAssignment> {
    const all = members.map(({ userData }) => `${userData}`).sort()
    return new Map(
      members.map(({ memberId, userData, topics }) => {
        const isFirst = `${userData}` === all[0]
        const partitions = isFirst ? [0, 1].map((partition) => ({ topic: topics[0] ?? '', partition })) : []
        return [memberId, { partitions, userData: Buffer.from(`${all.join(' and ')}; ${userData} is you`) }]
      }),
    )
  }

  onAssignment({ userData }: MemberAssignment): void {
    this.heard.push(`${userData}`)
  }
}
