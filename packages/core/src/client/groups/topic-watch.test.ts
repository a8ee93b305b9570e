/** Topics that come, grow and fit a pattern while a group reads them. */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { TestGroup } from './test-group.contract.ts'

const client = { metadataMaxAgeMs: 10_000 }

test('partitions that a topic gets are shared after the next look at the cluster', async (t) => {
  await using group = await TestGroup.open()
  group.join({ client })
  group.join({ client })
  await group.settled()
  await group.grow('orders', 8)
  await group.settled(8)
  t.deepEqual(group.sizes, [4, 4])
})

test('a topic that is made later is read from then on', async (t) => {
  await using group = await TestGroup.open()
  const member = group.join({ client, topics: ['orders', 'returns'] })
  await group.settled()
  await group.grow('returns', 2)
  await group.settled(8)
  t.true(member.owned.has('returns-1'))
})

test('a pattern reads all topics whose whole name fits, also those that come later, and none of the cluster', async (t) => {
  await using group = await TestGroup.open()
  await group.grow('orders-eu', 2)
  await group.grow('reorders', 2)
  const member = group.join({ client, topics: /orders.*|__.*/ })
  await group.settled(8)
  await group.grow('orders-us', 1)
  await group.settled(9)
  t.true(member.owned.has('orders-us-0'))
  t.false(member.owned.has('reorders-0'))
})

test('a group at rest is left at rest', async (t) => {
  await using group = await TestGroup.open()
  group.join({ client, topics: /orders/ })
  group.join({ client, topics: /orders/ })
  await group.settled()
  const joins = group.broker.observe(apis.joinGroup)
  await group.pass(60_000)
  t.is(joins.requests.length, 0)
})
