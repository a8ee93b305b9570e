/** Assignors with bytes of their own, both ways, and groups of another protocol than the consumers'. */
import test from 'ava'
import type { Assignor, MemberAssignment, MemberSubscription } from './assignor.ts'
import { memberSettings } from './group-options.ts'
import type { MemberDuties } from './member-duties.ts'
import { Membership } from './membership.ts'
import { TestGroup } from './test-group.contract.ts'

/** Gives all to the first, and tells each what all said, and its own part in it. */
class TellingAssignor implements Assignor {
  readonly name = 'telling'
  readonly rebalancing = 'eager'
  readonly #says: string
  heard: string[] = []

  constructor(says: string) {
    this.#says = says
  }

  userData(topics: readonly string[]): Buffer {
    return Buffer.from(`${this.#says} reads ${topics}`)
  }

  async assign(members: readonly MemberSubscription[]) {
    await Promise.resolve() // it may have to ask somebody first
    const all = members.map(({ userData }) => `${userData}`).sort()
    return new Map(
      members.map(({ memberId, userData }): [string, MemberAssignment] => {
        const isFirst = `${userData}` === all[0]
        const partitions = isFirst ? [{ topic: 'orders', partition: 5 }] : []
        return [memberId, { partitions, userData: Buffer.from(`${all.join(' and ')}; ${userData} is you`) }]
      }),
    )
  }

  onAssignment({ userData }: MemberAssignment): void {
    this.heard.push(`${userData}`)
  }
}

test('an assignor sends bytes to the leader, and the leader to each member', async (t) => {
  await using group = await TestGroup.open()
  const [ann, bob] = [new TellingAssignor('ann'), new TellingAssignor('bob')]
  group.join({ assignors: [bob] })
  await group.settled(1)
  group.join({ assignors: [ann] })
  await group.until(() => ann.heard.length > 0)
  await group.settled(1)
  t.is(bob.heard.at(-1), 'ann reads orders and bob reads orders; bob reads orders is you')
  t.is(ann.heard.at(-1), 'ann reads orders and bob reads orders; ann reads orders is you')
  t.deepEqual(group.sizes, [0, 1])
})

test('an assignor that fails ends the membership of the leader', async (t) => {
  await using group = await TestGroup.open()
  const assignor = new TellingAssignor('ann')
  assignor.assign = () => Promise.reject(new Error('there is no plan'))
  const member = group.join({ assignors: [assignor] })
  await group.until(() => member.failure !== undefined)
  t.is(member.failure?.message, 'there is no plan')
})

test('a group of another protocol shares what it likes', async (t) => {
  await using group = await TestGroup.open()
  const story: string[] = []
  const dutiesOf = (name: string): MemberDuties => ({
    offer: async () => [{ name: 'connect', metadata: Buffer.from(`worker ${name}`) }],
    prepare: async () => void story.push(`${name} prepares`),
    lost: async () => {},
    assign: async ({ members }) =>
      new Map(members.map(({ memberId, metadata }) => [memberId, Buffer.from(`${metadata} of ${members.length}`)])),
    joined: async (_generation, share) => void story.push(`${name}: ${share}`),
    failed: (problem) => void story.push(`${name} failed: ${problem}`),
  })
  const settings = memberSettings({ groupId: 'workers', protocolType: 'connect' })
  const [first, second] = [
    new Membership(group.join({ groupId: 'others' }).cluster, settings, dutiesOf('one')),
    new Membership(group.join({ groupId: 'yet others' }).cluster, settings, dutiesOf('two')),
  ]
  first.start()
  await group.until(() => story.length === 1)
  second.start()
  await group.until(() => story.length === 4)
  t.deepEqual(story.toSorted(), [
    'one prepares',
    'one: worker one of 1',
    'one: worker one of 2',
    'two: worker two of 2',
  ])
  const end = { timeoutMs: 1_000, leave: true, before: async () => {} }
  await group.get(Promise.all([first.close(end), second.close(end)]))
})
