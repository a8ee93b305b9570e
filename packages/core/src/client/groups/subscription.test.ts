/** Members that read other topics than they began with, and what the cluster is asked about for them. */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { UsageError } from '../errors.ts'
import { CooperativeStickyAssignor } from './assignors/cooperative-sticky.ts'
import { RangeAssignor } from './assignors/range.ts'
import { Subscription } from './subscription.ts'
import { TestGroup } from './test-group.contract.ts'

const client = { metadataMaxAgeMs: 10_000, metadataMaxIdleMs: 20_000 }
const assignorsOf = {
  eager: () => [new RangeAssignor()],
  cooperative: () => [new CooperativeStickyAssignor()],
}

for (const [kind, assignors] of Object.entries(assignorsOf)) {
  test(`${kind}: a member that reads other topics gives up what it reads no longer, and gets the rest`, async (t) => {
    await using group = await TestGroup.open()
    await group.grow('returns', 2)
    await group.grow('refunds', 1)
    const member = group.join({ assignors: assignors(), topics: ['orders', 'returns'] })
    await group.settled(8)
    member.group.subscribe(['returns', 'refunds'])
    await group.until(() => member.owned.has('refunds-0'))
    await group.settled(3)
    t.deepEqual([...member.owned].sort(), ['refunds-0', 'returns-0', 'returns-1'])
    const orders = [0, 1, 2, 3, 4, 5].map((partition) => `orders-${partition}`).join(' ')
    const [, revoked, assigned] = group.story
    t.is(revoked, `a revoked ${orders}${kind === 'eager' ? ' returns-0 returns-1' : ''}`)
    t.is(assigned, kind === 'eager' ? 'a assigned refunds-0 returns-0 returns-1' : 'a assigned refunds-0')
    t.is(group.story.length, 3)
  })

  test(`${kind}: members of one group may read different topics, and change that one by one`, async (t) => {
    await using group = await TestGroup.open()
    await group.grow('returns', 2)
    const first = group.join({ assignors: assignors() })
    const second = group.join({ assignors: assignors(), topics: ['returns'] })
    await group.settled(8)
    t.deepEqual([first.owned.size, second.owned.size], [6, 2])
    second.group.subscribe(['orders'])
    await group.until(() => second.owned.has('orders-5') || second.owned.has('orders-0'))
    await group.settled(6)
    t.deepEqual([first.owned.size, second.owned.size], [3, 3])
    first.group.subscribe(['returns'])
    await group.until(() => first.owned.has('returns-0'))
    await group.settled(8)
    t.deepEqual([first.owned.size, second.owned.size], [2, 6])
    t.false(group.story.some((line) => line.startsWith('TWICE')))
  })
}

test('what a member ceases to read while it joins is not assigned to it', async (t) => {
  await using group = await TestGroup.open()
  await group.grow('returns', 2)
  const held = group.broker.hold(apis.syncGroup)
  const member = group.join({ topics: ['orders'] })
  await group.get(held.next())
  member.group.subscribe(['returns'])
  held.release()
  await group.settled(2)
  t.deepEqual(group.story, ['a assigned returns-0 returns-1'])
})

test('a member goes from names to a pattern and back', async (t) => {
  await using group = await TestGroup.open()
  await group.grow('orders-eu', 2)
  const member = group.join({ client })
  await group.settled()
  member.group.subscribe(/orders.*/)
  await group.settled(8)
  await group.grow('orders-us', 1)
  await group.settled(9)
  member.group.subscribe(['orders-us'])
  await group.settled(1)
  t.deepEqual([...member.owned], ['orders-us-0'])
})

test('the same subscription once more is no reason to join', async (t) => {
  await using group = await TestGroup.open()
  await group.grow('returns', 2)
  const member = group.join({ topics: ['orders', 'returns'] })
  const other = group.join({ topics: /orders|returns/ })
  await group.settled(8)
  const joins = group.broker.observe(apis.joinGroup)
  member.group.subscribe(['returns', 'orders', 'returns'])
  other.group.subscribe(/orders|returns/)
  await group.pass(10_000)
  t.is(joins.requests.length, 0)
})

test('the cluster is asked about what is subscribed to, and about what the group is where the member leads it', async (t) => {
  await using group = await TestGroup.open()
  await group.grow('returns', 2)
  await group.grow('refunds', 1)
  const leader = group.join({ client, topics: ['orders', 'refunds'] })
  await group.settled(7)
  group.join({ client, topics: ['returns'] })
  await group.settled(9)
  leader.group.subscribe(['orders'])
  await group.settled(8)
  await group.pass(30_000)
  const asked = {
    a: group.broker.observe(apis.metadata, { clientId: 'a' }),
    b: group.broker.observe(apis.metadata, { clientId: 'b' }),
  }
  await group.pass(11_000)
  const topicsOf = ({ requests }: typeof asked.a) =>
    requests
      .at(-1)
      ?.body.topics?.map(({ name }) => name)
      .sort()
  t.deepEqual(topicsOf(asked.a), ['orders', 'returns'])
  t.deepEqual(topicsOf(asked.b), ['returns'])
  leader.group.subscribe(/ord.*/)
  await group.pass(11_000)
  t.is(asked.a.requests.at(-1)?.body.topics, null)
})

test('a subscription names topics, or those whose whole name fits', (t) => {
  t.throws(() => new Subscription(['a', '']), { instanceOf: UsageError })
  t.true(new Subscription([]).isEmpty)
  t.false(new Subscription(/a/).isEmpty)
  t.true(new Subscription(/A|b/gi).fits('a'))
  t.false(new Subscription(/a|b/).fits('ab'))
  t.false(new Subscription(['a']).equals(new Subscription(/a/)))
})
