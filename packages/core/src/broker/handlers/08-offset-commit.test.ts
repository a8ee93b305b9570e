import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import {
  commitAlone,
  gather,
  nameOf,
  offsetsOf,
  openWithGroups,
  settle,
  TestMember,
} from '../groups/test-member.contract.ts'
import { TestBroker } from '../test-broker.contract.ts'
import { createOrders } from '../test-records.contract.ts'

const one = [{ partitionIndex: 0, committedOffset: 7, committedMetadata: 'here' }]

for (const version of [2, 5, 6, 9]) {
  test(`a consumer without a group commits with generation -1 (version ${version})`, async (t) => {
    const broker = await openWithGroups()
    const body = { groupId: 'loners', memberId: '', topics: [{ name: 'orders', partitions: one }] }
    const { topics } = await broker.ask(apis.offsetCommit, { version, body })
    t.deepEqual(topics, [
      { name: 'orders', topicId: 'AAAAAAAAAAAAAAAAAAAAAA', partitions: [{ partitionIndex: 0, errorCode: 0 }] },
    ])
    t.deepEqual(await offsetsOf(broker, 'loners'), { 0: 7 })
    await broker.close()
  })
}

test('a member commits in its generation, and in no other', async (t) => {
  const broker = await openWithGroups()
  const [member] = await gather(broker, 1)
  if (member === undefined) return t.fail()
  t.is(await member.commit(5), 'NONE')
  for (const [change, error] of [
    [{ generationIdOrMemberEpoch: 0 }, 'ILLEGAL_GENERATION'],
    [{ generationIdOrMemberEpoch: 2 }, 'ILLEGAL_GENERATION'],
    [{ generationIdOrMemberEpoch: -1 }, 'ILLEGAL_GENERATION'],
    [{ memberId: 'nobody' }, 'UNKNOWN_MEMBER_ID'],
    [{ memberId: '', generationIdOrMemberEpoch: -1 }, 'UNKNOWN_MEMBER_ID'],
    [{ groupInstanceId: 'nobody' }, 'UNKNOWN_MEMBER_ID'],
  ] as const) {
    const good = { ...member.identity, generationIdOrMemberEpoch: 1, topics: [{ name: 'orders', partitions: one }] }
    const { topics } = await broker.ask(apis.offsetCommit, { version: 9, body: { ...good, ...change } })
    t.is(nameOf(topics[0]?.partitions[0] ?? { errorCode: -1 }), error)
  }
  t.deepEqual(await offsetsOf(broker, 'readers'), { 0: 5 })
  await broker.close()
})

test('a member may commit while the group gathers, and not while shares are given out', async (t) => {
  const broker = await openWithGroups()
  const [member] = await gather(broker, 1)
  const other = new TestMember(broker)
  const joining = other.join()
  await settle()
  t.is(await member?.commit(5), 'NONE')
  await member?.join()
  await joining
  t.is(await member?.commit(6), 'REBALANCE_IN_PROGRESS')
  t.deepEqual(await offsetsOf(broker, 'readers'), { 0: 5 })
  await broker.close()
})

for (const [version, error] of [
  [8, 'ILLEGAL_GENERATION'],
  [9, 'GROUP_ID_NOT_FOUND'],
] as const) {
  test(`a member of a group that is not there gets ${error} in version ${version}`, async (t) => {
    const broker = await openWithGroups()
    const topics = [{ name: 'orders', partitions: one }]
    const body = { groupId: 'nobodies', memberId: 'somebody', generationIdOrMemberEpoch: 3, topics }
    const answer = await broker.ask(apis.offsetCommit, { version, body })
    t.is(nameOf(answer.topics[0]?.partitions[0] ?? { errorCode: -1 }), error)
    const { groups } = await broker.ask(apis.listGroups, { body: {} })
    t.deepEqual(groups, [])
    await broker.close()
  })
}

test('partitions that are not there and texts that are too long are refused, the others taken', async (t) => {
  const broker = await openWithGroups({ offsetMetadataMaxBytes: 10 })
  const partitions = [
    { partitionIndex: 0, committedOffset: 7, committedMetadata: 'ten bytes!' },
    { partitionIndex: 1, committedOffset: 8, committedMetadata: 'eleven byte' },
    { partitionIndex: 2, committedOffset: 9, committedMetadata: null },
    { partitionIndex: 3, committedOffset: 9, committedMetadata: null },
  ]
  const topics = [
    { name: 'orders', partitions },
    { name: 'prices', partitions: one },
  ]
  const answer = await broker.ask(apis.offsetCommit, { version: 9, body: { groupId: 'loners', memberId: '', topics } })
  const told = answer.topics.map(({ name, partitions }) => {
    return [name, ...partitions.map((partition) => [partition.partitionIndex, nameOf(partition)])]
  })
  t.deepEqual(told, [
    ['orders', [3, 'UNKNOWN_TOPIC_OR_PARTITION'], [0, 'NONE'], [1, 'OFFSET_METADATA_TOO_LARGE'], [2, 'NONE']],
    ['prices', [0, 'UNKNOWN_TOPIC_OR_PARTITION']],
  ])
  t.deepEqual(await offsetsOf(broker, 'loners'), { 0: 7, 2: 9 })
  await broker.close()
})

test('from version 10 on topics go by their ids', async (t) => {
  const broker = await openWithGroups()
  const topicId = broker.broker.parts.topics.get('orders')?.id ?? ''
  const unknown = 'AAAAAAAAAAAAAAAAAAAAAQ'
  const topics = [
    { topicId, partitions: [...one, { ...one[0], partitionIndex: 9, committedOffset: 1, committedMetadata: '' }] },
    { topicId: unknown, partitions: one },
  ]
  const answer = await broker.ask(apis.offsetCommit, { version: 10, body: { groupId: 'loners', memberId: '', topics } })
  t.deepEqual(answer.topics, [
    {
      name: '',
      topicId,
      partitions: [
        { partitionIndex: 9, errorCode: 3 },
        { partitionIndex: 0, errorCode: 0 },
      ],
    },
    { name: '', topicId: unknown, partitions: [{ partitionIndex: 0, errorCode: 100 }] },
  ])
  t.deepEqual(await offsetsOf(broker, 'loners'), { 0: 7 })
  await broker.close()
})

test('the empty group id is one like others for offsets', async (t) => {
  const broker = await openWithGroups()
  t.is(await commitAlone(broker, '', { 0: 4 }), 'NONE')
  t.deepEqual(await offsetsOf(broker, ''), { 0: 4 })
  await broker.close()
})

test('where the topic of offsets is not there, no broker coordinates the group', async (t) => {
  const broker = await TestBroker.open()
  await createOrders(broker, 3)
  t.is(await commitAlone(broker, 'loners', { 0: 4 }), 'NOT_COORDINATOR')
  await broker.close()
})

test('more offsets than a batch may hold are refused as a whole', async (t) => {
  const broker = await openWithGroups()
  await broker.broker.parts.topics.create({ name: 'wide', partitionCount: 300 })
  const committedMetadata = 'x'.repeat(4096)
  const partitions = Array.from({ length: 300 }, (_, partitionIndex) => {
    return { partitionIndex, committedOffset: 1, committedMetadata }
  })
  const body = { groupId: 'loners', memberId: '', topics: [{ name: 'wide', partitions }] }
  const { topics } = await broker.ask(apis.offsetCommit, { version: 9, body })
  t.deepEqual(new Set(topics[0]?.partitions.map(nameOf)), new Set(['UNKNOWN_SERVER_ERROR']))
  t.deepEqual(await offsetsOf(broker, 'loners', 'wide'), {})
  await broker.close()
})
