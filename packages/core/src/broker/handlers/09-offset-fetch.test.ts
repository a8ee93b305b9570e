import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { commitAlone, nameOf, openWithGroups } from '../groups/test-member.contract.ts'
import { TestBroker } from '../test-broker.contract.ts'

const NOTHING = { committedOffset: -1, committedLeaderEpoch: -1, metadata: '', errorCode: 0 }

async function openWithOffsets() {
  const broker = await openWithGroups()
  const partitions = [{ partitionIndex: 0, committedOffset: 7, committedLeaderEpoch: 3, committedMetadata: 'here' }]
  const body = { groupId: 'loners', memberId: '', topics: [{ name: 'orders', partitions }] }
  await broker.ask(apis.offsetCommit, { version: 9, body })
  return broker
}

for (const version of [1, 2, 5, 7]) {
  test(`a group's offsets are told; where there is none it is -1 (version ${version})`, async (t) => {
    const broker = await openWithOffsets()
    const topics = [
      { name: 'orders', partitionIndexes: [0, 1, 9] },
      { name: 'prices', partitionIndexes: [0] },
    ]
    const answer = await broker.ask(apis.offsetFetch, { version, body: { groupId: 'loners', topics } })
    const committedLeaderEpoch = version >= 5 ? 3 : -1
    t.is(answer.errorCode, 0)
    t.deepEqual(answer.topics, [
      {
        name: 'orders',
        partitions: [
          { partitionIndex: 0, committedOffset: 7, committedLeaderEpoch, metadata: 'here', errorCode: 0 },
          { partitionIndex: 1, ...NOTHING },
          { partitionIndex: 9, ...NOTHING },
        ],
      },
      { name: 'prices', partitions: [{ partitionIndex: 0, ...NOTHING }] },
    ])
    await broker.close()
  })
}

test('all offsets of several groups are told at once', async (t) => {
  const broker = await openWithOffsets()
  await commitAlone(broker, 'others', { 2: 9 })
  const groups = [
    { groupId: 'loners', topics: null },
    { groupId: 'others', memberId: 'whoever', memberEpoch: 4, topics: [{ name: 'orders', partitionIndexes: [2] }] },
    { groupId: 'nobodies', topics: null },
    { groupId: 'nobodies', topics: [{ name: 'orders', partitionIndexes: [0] }] },
  ]
  const answer = await broker.ask(apis.offsetFetch, { version: 9, body: { groups } })
  const told = answer.groups.map(({ groupId, errorCode, topics }) => {
    return [groupId, errorCode, topics.flatMap(({ partitions }) => partitions.map((one) => one.committedOffset))]
  })
  t.deepEqual(told, [
    ['loners', 0, [7]],
    ['others', 0, [9]],
    ['nobodies', 0, []],
    ['nobodies', 0, [-1]],
  ])
  await broker.close()
})

test('from version 10 on topics go by their ids', async (t) => {
  const broker = await openWithOffsets()
  const topicId = broker.broker.parts.topics.get('orders')?.id ?? ''
  const unknown = 'AAAAAAAAAAAAAAAAAAAAAQ'
  const some = [
    { topicId, partitionIndexes: [0] },
    { topicId: unknown, partitionIndexes: [0] },
  ]
  const groups = [
    { groupId: 'loners', topics: some },
    { groupId: 'loners', topics: null },
  ]
  const answer = await broker.ask(apis.offsetFetch, { version: 10, body: { groups } })
  const partition = { partitionIndex: 0, committedOffset: 7, committedLeaderEpoch: 3, metadata: 'here', errorCode: 0 }
  const known = { name: '', topicId, partitions: [partition] }
  const error = { name: '', topicId: unknown, partitions: [{ partitionIndex: 0, ...NOTHING, errorCode: 100 }] }
  t.deepEqual(answer.groups[0]?.topics, [known, error])
  t.deepEqual(answer.groups[1]?.topics, [known])
  await broker.close()
})

test('an offset that was committed for an earlier topic of the name is none for the present one, by its id', async (t) => {
  const broker = await openWithOffsets()
  const { groups, topics } = broker.broker.parts
  const place = { groupId: 'loners', topic: 'orders', partition: 0 }
  const held = groups.offsets.find(place, false)
  t.like(held, { offset: 7, topicId: topics.get('orders')?.id })
  const older = topics.get('orders')
  if (older === undefined) return t.fail()
  await topics.delete(older)
  const { id: topicId } = await topics.create({ name: 'orders', partitionCount: 1 })
  const asked = [{ groupId: 'loners', topics: [{ topicId, partitionIndexes: [0] }] }]
  const answer = await broker.ask(apis.offsetFetch, { version: 10, body: { groups: asked } })
  t.is(answer.groups[0]?.topics[0]?.partitions[0]?.committedOffset, -1)
  await broker.close()
})

test('where the topic of offsets is not there, the error stands where the version has it', async (t) => {
  const broker = await TestBroker.open()
  const topics = [{ name: 'orders', partitionIndexes: [0] }]
  const oldest = await broker.ask(apis.offsetFetch, { version: 1, body: { groupId: 'loners', topics } })
  t.is(nameOf(oldest.topics[0]?.partitions[0] ?? { errorCode: 0 }), 'NOT_COORDINATOR')
  const alone = await broker.ask(apis.offsetFetch, { version: 7, body: { groupId: 'loners', topics } })
  t.is(nameOf(alone), 'NOT_COORDINATOR')
  t.deepEqual(alone.topics, [])
  const several = await broker.ask(apis.offsetFetch, { version: 8, body: { groups: [{ groupId: 'loners', topics }] } })
  t.is(nameOf(several.groups[0] ?? { errorCode: 0 }), 'NOT_COORDINATOR')
  await broker.close()
})
