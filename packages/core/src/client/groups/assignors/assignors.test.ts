/** Who gets what, by each of Java's assignors, and their bytes. */
import { isDeepStrictEqual } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { ClusterView } from '../../cluster/cluster-view.ts'
import { partitionName, type TopicPartition } from '../assignment.ts'
import type { Assignor, MemberAssignment, MemberSubscription } from '../assignor.ts'
import { decodeAssignment, decodeSubscription, encodeAssignment, encodeSubscription } from '../consumer-protocol.ts'
import { CooperativeStickyAssignor } from './cooperative-sticky.ts'
import { RangeAssignor } from './range.ts'
import { RoundRobinAssignor } from './round-robin.ts'
import { StickyAssignor } from './sticky.ts'

const NOTHING = { instanceId: null, userData: null, owned: [], generation: -1, rack: null }

function member(memberId: string, topics: readonly string[], rest: Partial<MemberSubscription> = {}) {
  return { ...NOTHING, memberId, topics, ...rest }
}

function clusterOf(counts: Readonly<Record<string, number>>): ClusterView {
  const topics = Object.entries(counts).map(([name, count]) => {
    const partitions = Array.from({ length: count }, (_, partition) => {
      return { topic: name, partition, leaderId: 1, leaderEpoch: 0, replicas: [1], inSyncReplicas: [1] }
    })
    return [name, { name, id: '', isInternal: false, partitions }] as const
  })
  return new ClusterView({
    ...{ clusterId: null, controllerId: 1, brokers: new Map(), problems: new Map() },
    topics: new Map(topics),
  })
}

async function shares(assignor: Assignor, members: readonly MemberSubscription[], counts: Record<string, number>) {
  const found = await assignor.assign(members, clusterOf(counts))
  return Object.fromEntries(
    Array.from(found, ([id, share]: [string, MemberAssignment]) => [id, share.partitions.map(partitionName)]),
  )
}

test('range gives runs, topic by topic, and the first members one more', async (t) => {
  const members = [member('c', ['t', 'u']), member('a', ['t', 'u']), member('b', ['t'])]
  t.deepEqual(await shares(new RangeAssignor(), members, { t: 5, u: 3, v: 9 }), {
    a: ['t-0', 't-1', 'u-0', 'u-1'],
    b: ['t-2', 't-3'],
    c: ['t-4', 'u-2'],
  })
})

test('round robin deals one by one, past those who do not want the topic', async (t) => {
  const members = [member('b', ['t', 'u']), member('a', ['t'])]
  t.deepEqual(await shares(new RoundRobinAssignor(), members, { t: 3, u: 3 }), {
    a: ['t-0', 't-2'],
    b: ['t-1', 'u-0', 'u-1', 'u-2'],
  })
})

test('static members come first, by their instance ids, so that a new member id changes nothing', async (t) => {
  const members = [
    member('a', ['t']),
    member('z', ['t'], { instanceId: 'one' }),
    member('b', ['t'], { instanceId: 'two' }),
  ]
  for (const assignor of [new RangeAssignor(), new RoundRobinAssignor()]) {
    t.deepEqual(await shares(assignor, members, { t: 3 }), { z: ['t-0'], b: ['t-1'], a: ['t-2'] })
  }
})

test('sticky members say what they had in the bytes of Java', (t) => {
  const sticky = new StickyAssignor()
  t.is(sticky.userData(), null)
  const identity = { groupId: 'g', generationId: 5, memberId: 'a', groupInstanceId: null }
  sticky.onAssignment(
    {
      partitions: [
        { topic: 't', partition: 1 },
        { topic: 't', partition: 2 },
      ],
    },
    identity,
  )
  t.is(sticky.userData()?.toString('hex'), '00000001000174000000020000000100000002' + '00000005')
  const cooperative = new CooperativeStickyAssignor()
  t.is(cooperative.userData().toString('hex'), 'ffffffff')
  cooperative.onAssignment({ partitions: [] }, identity)
  t.is(cooperative.userData().toString('hex'), '00000005')
})

test('sticky reads what older members had, and takes what it cannot read for nothing', async (t) => {
  const had = (hex: string) => ({ userData: Buffer.from(hex, 'hex') })
  const members = [
    member('a', ['t'], had('0000000100017400000001' + '00000003')), // without a generation
    member('b', ['t'], had('0000000100017400000001' + '00000000' + '00000004')),
    member('c', ['t'], had('dead')),
  ]
  const found = await shares(new StickyAssignor(), members, { t: 4 })
  t.true(found['a']?.includes('t-3'))
  t.true(found['b']?.includes('t-0'))
})

test('a subscription is in the bytes of Java, in order, and is read in all versions', (t) => {
  const subscription = {
    topics: ['u', 't'],
    userData: Buffer.from([9]),
    owned: [
      { topic: 'u', partition: 1 },
      { topic: 't', partition: 0 },
    ],
    generation: 3,
    rack: 'r1',
  }
  const bytes = encodeSubscription(subscription)
  const hex = [
    '0003' + '00000002' + '0001' + '74' + '0001' + '75', // version, topics
    '00000001' + '09', // user data
    '00000002' + '0001' + '74' + '00000001' + '00000000' + '0001' + '75' + '00000001' + '00000001', // owned
    '00000003' + '0002' + '7231', // generation, rack
  ]
  t.is(bytes.toString('hex'), hex.join(''))
  t.deepEqual(decodeSubscription(bytes), {
    ...subscription,
    topics: ['t', 'u'],
    owned: subscription.owned.toReversed(),
  })
  const oldest = Buffer.from('0000' + '00000001' + '0001' + '74' + 'ffffffff', 'hex')
  t.deepEqual(decodeSubscription(oldest), { topics: ['t'], userData: null, owned: [], generation: -1, rack: null })
  const newer = Buffer.from(`0009${bytes.toString('hex').slice(4)}ffff`, 'hex')
  t.deepEqual(decodeSubscription(newer).topics, ['t', 'u'])
  const share = { partitions: [{ topic: 't', partition: 4 }], userData: null }
  t.deepEqual(decodeAssignment(encodeAssignment(share)), share)
})

interface Case {
  readonly counts: Record<string, number>
  readonly wants: readonly (readonly string[])[]
}

const topics = ['t', 'u', 'v'] as const
const oneCase: fc.Arbitrary<Case> = fc.record({
  counts: fc.record({ t: fc.nat(9), u: fc.nat(9), v: fc.nat(9) }),
  wants: fc.array(fc.subarray([...topics]), { minLength: 1, maxLength: 6 }),
})

const name = (at: number) => `m${at}`
const partitionOf = (text: string): TopicPartition => ({ topic: text.slice(0, 1), partition: Number(text.slice(2)) })

for (const assignor of [RangeAssignor, RoundRobinAssignor, StickyAssignor, CooperativeStickyAssignor]) {
  test(`${new assignor().name} gives each partition that somebody wants to one who wants it`, async (t) => {
    await fc.assert(
      fc.asyncProperty(oneCase, async ({ counts, wants }) => {
        const members = wants.map((these, at) => member(name(at), these))
        const found = await shares(new assignor(), members, counts)
        const given = Object.values(found).flat().sort()
        const read = topics.filter((topic) => wants.some((these) => these.includes(topic)))
        const all = read.flatMap((topic) => Array.from({ length: counts[topic] ?? 0 }, (_, at) => `${topic}-${at}`))
        t.deepEqual(given, all.sort())
        for (const [at, these] of wants.entries()) {
          t.true((found[name(at)] ?? []).every((one) => wanted(these, one)))
        }
      }),
    )
  })
}

type Owned = Readonly<Record<string, readonly string[]>>

/** One round of a group whose members keep what they have and still want. */
async function oneRound(t: ExecutionContext, { owned, wants, counts }: Case & { owned: Owned }, generation: number) {
  const members = wants.map((these, at) => {
    const kept = (owned[name(at)] ?? []).filter((text) => wanted(these, text))
    return member(name(at), these, { owned: kept.map(partitionOf), generation })
  })
  const found = await shares(new CooperativeStickyAssignor(), members, counts)
  const before = new Map(members.flatMap((of) => of.owned.map((one) => [partitionName(one), of.memberId])))
  for (const [id, these] of Object.entries(found)) {
    for (const text of these) t.is(before.get(text) ?? id, id, 'given while another has it')
  }
  return found
}

const wanted = (these: readonly string[], text: string) => these.includes(text.slice(0, 1))

/** With unlike wishes what is given up in one round may make another move worth while in the next. */
const ROUNDS_MAX = 6

test('cooperative sticky gives nothing to two, and is even and at rest after a few rounds', async (t) => {
  const wishes = fc.array(fc.subarray([...topics]), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(oneCase, wishes, async (one, wants) => {
      const { counts } = one
      let owned: Owned = await oneRound(t, { ...one, owned: {} }, 1)
      let isAtRest = false
      for (let generation = 2; !isAtRest && generation < 2 + ROUNDS_MAX; generation += 1) {
        const found = await oneRound(t, { counts, wants, owned }, generation)
        isAtRest = isDeepStrictEqual(found, owned)
        owned = found
      }
      t.true(isAtRest)
      for (const mine of Object.values(owned)) {
        for (const [at, these] of wants.entries()) {
          const couldTake = mine.some((text) => wanted(these, text))
          t.false(couldTake && mine.length >= (owned[name(at)] ?? []).length + 2)
        }
      }
    }),
  )
})

test('of two that say that they had a partition, the later generation counts', async (t) => {
  const owned = [{ topic: 't', partition: 0 }]
  const members = [member('a', ['t'], { owned, generation: 3 }), member('b', ['t'], { owned, generation: 4 })]
  t.deepEqual(await shares(new CooperativeStickyAssignor(), members, { t: 1 }), { a: [], b: ['t-0'] })
})
