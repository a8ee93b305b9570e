/** Members that come and go: who has what, what is said to whom before, and that each record is read once. */
import {
  type Assignor,
  CooperativeStickyAssignor,
  RangeAssignor,
  RoundRobinAssignor,
  StickyAssignor,
  type TopicPartition,
} from '@millrace/core'
import { Chapter } from '../chapter.ts'
import { eventually } from '../eventually.ts'
import { Member } from '../member.ts'
import type { Stage } from '../stage.ts'

export const rebalances = new Chapter('rebalances')

const assignors: readonly (() => Assignor)[] = [
  () => new RangeAssignor(),
  () => new RoundRobinAssignor(),
  () => new StickyAssignor(),
  () => new CooperativeStickyAssignor(),
]

for (const make of assignors) {
  const { name, rebalancing } = make()
  rebalances.fact(`${name}: members that join and leave share the partitions, ${rebalancing}`, async (t, stage) => {
    const topic = await stage.topic('orders', { partitions: 6 })
    const groupId = stage.name('group')
    const join = () => new Member(stage, { topic, group: { groupId, heartbeatIntervalMs: 30, assignors: [make()] } })
    const first = join()
    await first.owns(6)
    const second = join()
    await Promise.all([first.owns(3), second.owns(3)])
    const third = join()
    await Promise.all([first.owns(2), second.owns(2), third.owns(2)])
    t.is(new Set([...first.owned, ...second.owned, ...third.owned]).size, 6)
    const atOnce = first.story.find((line) => line.startsWith('revoked'))?.split(' ').length
    t.is(atOnce, rebalancing === 'eager' ? 7 : 4, `${first.story}`)
    await first.consumer.close()
    await Promise.all([second.owns(3), third.owns(3)])
    t.is(new Set([...second.owned, ...third.owned]).size, 6)
    t.deepEqual([first.failure, second.failure, third.failure], [undefined, undefined, undefined])
  })
}

rebalances.fact(
  'nobody gets a partition before the hook of who had it is through, and its commit counts',
  async (t, stage) => {
    const topic = await stage.topic('orders', { partitions: 2 })
    const group = { groupId: stage.name('group'), heartbeatIntervalMs: 30, autoCommitIntervalMs: null }
    const order: string[] = []
    const onRevoked = async (revoked: readonly { topic: string; partition: number }[]) => {
      if (order.length > 0) return
      order.push('asked')
      for (let look = 0; look < 5; look += 1) await stage.admin.groups.describe([group.groupId])
      await first.consumer.commit(revoked.map((one) => ({ ...one, offset: 5 })))
      order.push('through')
    }
    const first = new Member(stage, { topic, group: { ...group, onRevoked } })
    await first.owns(2)
    const onAssigned = () => void order.push('assigned to the other')
    const second = new Member(stage, {
      topic,
      group: { ...group, onAssigned },
      client: { onOutOfRange: 'latest' },
    })
    await Promise.all([first.owns(1), second.owns(1)])
    t.deepEqual(order.slice(0, 3), ['asked', 'through', 'assigned to the other'])
    const committed = [...(await second.consumer.committed()).values()]
    t.deepEqual(
      committed.map(({ offset }) => offset),
      [5],
    )
  },
)

rebalances.fact(
  'a static member that restarts gets what it had, and the others hear nothing of it',
  async (t, stage) => {
    const topic = await stage.topic('orders', { partitions: 4 })
    const groupId = stage.name('group')
    const join = (groupInstanceId: string) => {
      return new Member(stage, { topic, group: { groupId, groupInstanceId, heartbeatIntervalMs: 30 } })
    }
    const [one, two] = [join('one'), join('two')]
    await Promise.all([one.owns(2), two.owns(2)])
    // Who leads the group, and who follows.
    let last = one
    for (const [name, member, other] of [
      ['one', one, () => two],
      ['two', two, () => last],
    ] as const) {
      const had = [...member.owned].sort()
      const { generationId } = other().consumer.groupMetadata()
      const story = [...other().story]
      await member.consumer.close()
      const again = join(name)
      await again.owns(2)
      t.deepEqual([...again.owned].sort(), had)
      t.is(again.consumer.groupMetadata().generationId, generationId)
      t.deepEqual(other().story, story)
      last = again
    }
  },
)

rebalances.fact('the older of two members with one instance id is fenced', async (t, stage) => {
  const topic = await stage.topic('orders', { partitions: 2 })
  const group = { groupId: stage.name('group'), groupInstanceId: 'one', heartbeatIntervalMs: 30 }
  const old = new Member(stage, { topic, group })
  await old.owns(2)
  const next = new Member(stage, { topic, group })
  await next.owns(2)
  await t.throwsAsync(
    old.until(() => false),
    { name: 'FencedError', code: 'FENCED_INSTANCE_ID' },
  )
})

for (const make of assignors) {
  rebalances.fact(`${make().name}: each record is read once while members come and go`, async (t, stage) => {
    const topic = await stage.topic('orders', { partitions: 6 })
    const groupId = stage.name('group')
    const sender = stage.producer()
    const members: Member[] = []
    const join = () => members.push(tidyMember(stage, { topic, groupId, assignor: make() }))
    const leave = (index: number) => members[index]?.consumer.close()
    const read = () => members.flatMap(({ values }) => values)
    const expected: string[] = []
    for (const change of [join, join, join, () => leave(0), join, () => leave(1), () => leave(2)]) {
      const changed = change()
      for (let index = 0; index < 60; index += 1) {
        const value = `${expected.length}`
        expected.push(value)
        sender.send({ topic, partition: index % 6, value })
        if (index % 20 === 0) await sender.flush()
      }
      await Promise.all([changed, sender.flush()])
      await atRest(stage, groupId, members)
      await eventually(
        async () => read().length,
        (count) => count >= expected.length,
      )
    }
    t.deepEqual(read().sort(), expected.sort())
  })
}

/** Who closes in the middle of a rebalance may find that the group has gone on without it, and commit nothing. */
async function atRest(stage: Stage, groupId: string, members: readonly Member[]): Promise<void> {
  const look = async () => {
    const owned = members.reduce((sum, member) => sum + member.owned.size, 0)
    const { state, members: those } = (await stage.admin.groups.describe([groupId])).get(groupId) ?? {}
    const given = those?.flatMap(({ assignment }) => assignment?.flatMap(({ partitions }) => partitions) ?? [])
    return { owned, given: given?.length, state }
  }
  await eventually(look, ({ owned, given, state }) => owned === 6 && given === 6 && state === 'Stable')
}

/** It commits exactly what it was given, whenever something is taken from it. */
function tidyMember(stage: Stage, of: { topic: string; groupId: string; assignor: Assignor }): Member {
  const { topic, groupId, assignor } = of
  const onRevoked = async (revoked: readonly TopicPartition[]) => {
    member.consumer.pause(revoked)
    await member.consumer.commit()
  }
  const group = { groupId, heartbeatIntervalMs: 20, autoCommitIntervalMs: null, assignors: [assignor], onRevoked }
  const member = new Member(stage, { topic, group })
  return member
}
