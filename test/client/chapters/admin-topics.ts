/** Topics, their settings, their partitions' offsets and records, and the cluster, as an admin sees and changes them. */
import { SomeFailedError, settled } from '@millrace/core'
import { Chapter } from '../chapter.ts'
import { eventually } from '../eventually.ts'
import type { Stage } from '../stage.ts'

export const adminTopics = new Chapter('admin of topics')

adminTopics.fact('topics are made with what was asked for, and what was not is told', async (t, stage) => {
  const [orders, counts] = [stage.name('orders'), stage.name('counts')]
  const created = await stage.admin.topics.create([
    { name: orders, partitions: 2, configs: { 'retention.ms': '-1', 'segment.ms': '70000' } },
    { name: counts, configs: { 'cleanup.policy': 'compact' } },
  ])
  t.like(created.get(orders), { isNew: true, partitions: 2, replicationFactor: 1 })
  t.like(created.get(counts), { isNew: true, partitions: 1, replicationFactor: 1 })
  t.is(created.get(orders)?.id?.length, 22)
  t.like(created.get(orders)?.configs?.get('retention.ms'), { value: '-1', source: 'topic', isSensitive: false })
  t.like(created.get(orders)?.configs?.get('cleanup.policy'), { value: 'delete', source: 'default' })
})

adminTopics.fact(
  'of several topics those are made that can be, and the others are told one by one',
  async (t, stage) => {
    const orders = await stage.topic('orders')
    const name = (base: string) => stage.name(base)
    const call = stage.admin.topics.create([
      orders,
      'not a name',
      { name: name('replicated'), replicationFactor: 3 },
      { name: name('set'), configs: { 'no.such': '1' } },
      { name: name('none'), partitions: 0 },
      name('more'),
    ])
    const problem = await t.throwsAsync(call, { instanceOf: SomeFailedError, code: 'SEVERAL_ERRORS' })
    t.deepEqual([...(problem?.values.keys() ?? [])], [name('more')])
    t.deepEqual(codes(problem?.errors), {
      [orders]: 'TOPIC_ALREADY_EXISTS',
      'not a name': 'INVALID_TOPIC_EXCEPTION',
      [name('replicated')]: 'INVALID_REPLICATION_FACTOR',
      [name('set')]: 'INVALID_CONFIG',
      [name('none')]: 'INVALID_PARTITIONS',
    })
  },
)

adminTopics.fact('what is only validated is not made, and what is there can be kept', async (t, stage) => {
  const [orders, valid] = [await stage.topic('orders'), stage.name('valid')]
  const checked = await settled(stage.admin.topics.create([orders, valid], { validateOnly: true }))
  t.deepEqual([[...checked.values.keys()], codes(checked.errors)], [[valid], { [orders]: 'TOPIC_ALREADY_EXISTS' }])
  t.false((await stage.admin.topics.list()).has(valid))
  const kept = await stage.admin.topics.create([orders, stage.name('new')], { keepExisting: true })
  t.deepEqual(
    Array.from(kept.values(), ({ isNew }) => isNew),
    [false, true],
  )
})

adminTopics.fact('topics are listed and described, those of the cluster itself where asked for', async (t, stage) => {
  const orders = await stage.topic('orders', { partitions: 2 })
  await stage.admin.groupOffsets.alter(stage.name('group'), [{ topic: orders, partition: 0, offset: 0 }])
  const [listed, all] = [await stage.admin.topics.list(), await stage.admin.topics.list({ internal: true })]
  t.like(listed.get(orders), { name: orders, isInternal: false })
  t.deepEqual([listed.has('__consumer_offsets'), all.get('__consumer_offsets')?.isInternal], [false, true])
  const { values, errors } = await settled(stage.admin.topics.describe([orders, stage.name('missing')]))
  t.deepEqual(codes(errors), { [stage.name('missing')]: 'UNKNOWN_TOPIC_OR_PARTITION' })
  t.is(values.get(orders)?.id, listed.get(orders)?.id)
  t.deepEqual(
    values.get(orders)?.partitions,
    [0, 1].map((partition) => {
      return { partition, leaderId: 1, leaderEpoch: 0, replicas: [1], inSyncReplicas: [1], offlineReplicas: [] }
    }),
  )
})

adminTopics.fact('topics get more partitions, and never fewer', async (t, stage) => {
  const [orders, counts] = [await stage.topic('orders', { partitions: 2 }), await stage.topic('counts')]
  const { values, errors } = await settled(
    stage.admin.topics.addPartitions([
      { topic: counts, partitions: 4 },
      { topic: orders, partitions: 2 },
      { topic: stage.name('missing'), partitions: 2 },
    ]),
  )
  t.deepEqual([...values.keys()], [counts])
  t.deepEqual(codes(errors), {
    [orders]: 'INVALID_PARTITIONS',
    [stage.name('missing')]: 'UNKNOWN_TOPIC_OR_PARTITION',
  })
  t.is(
    (
      await eventually(
        () => stage.partitions(counts),
        ({ length }) => length === 4,
      )
    ).length,
    4,
  )
})

adminTopics.fact('topics that were deleted are gone', async (t, stage) => {
  const orders = await stage.topic('orders')
  const { values, errors } = await settled(stage.admin.topics.delete([orders, stage.name('missing')]))
  t.deepEqual(
    [[...values.keys()], codes(errors)],
    [[orders], { [stage.name('missing')]: 'UNKNOWN_TOPIC_OR_PARTITION' }],
  )
  await eventually(
    () => stage.admin.topics.list(),
    (listed) => !listed.has(orders),
  )
  await stage.topic('orders')
  t.is((await stage.producer().sendAndWait({ topic: orders, value: 'first' })).offset, 0)
})

adminTopics.fact('settings of topics change one by one, all of a topic or none', async (t, stage) => {
  const [orders, counts] = [
    await stage.topic('orders', { configs: { 'retention.ms': '-1' } }),
    await stage.topic('counts'),
  ]
  const { values, errors } = await settled(
    stage.admin.configs.alterTopics({
      [orders]: { 'retention.ms': null, 'cleanup.policy': { append: 'compact' } },
      [counts]: { 'segment.ms': 'long', 'retention.ms': '5' },
      [stage.name('missing')]: { 'segment.ms': '70000' },
    }),
  )
  t.deepEqual([...values.keys()], [orders])
  t.deepEqual(codes(errors), { [counts]: 'INVALID_CONFIG', [stage.name('missing')]: 'UNKNOWN_TOPIC_OR_PARTITION' })
  const names = ['retention.ms', 'cleanup.policy']
  const settings = await eventually(
    () => stage.admin.configs.describeTopics([orders, counts], { names, synonyms: true }),
    (seen) => seen.get(orders)?.get('cleanup.policy')?.source === 'topic',
  )
  t.like(settings.get(orders)?.get('cleanup.policy'), { value: 'delete,compact', source: 'topic' })
  t.like(settings.get(orders)?.get('retention.ms'), { value: '604800000', source: 'default' })
  t.like(settings.get(counts)?.get('retention.ms'), { source: 'default' })
  t.deepEqual(
    settings
      .get(orders)
      ?.get('cleanup.policy')
      ?.synonyms.map(({ name, source }) => [name, source]),
    [
      ['cleanup.policy', 'topic'],
      ['log.cleanup.policy', 'default'],
    ],
  )
})

adminTopics.fact('settings of topics that are not there are an error of these', async (t, stage) => {
  const orders = await stage.topic('orders')
  const { values, errors } = await settled(stage.admin.configs.describeTopics([orders, stage.name('missing')]))
  t.true((values.get(orders)?.size ?? 0) > 20)
  t.deepEqual(codes(errors), { [stage.name('missing')]: 'UNKNOWN_TOPIC_OR_PARTITION' })
})

adminTopics.fact('settings of brokers are described, and changed for all of them', async (t, stage) => {
  const { configs } = stage.admin
  const names = ['num.partitions', 'log.flush.offset.checkpoint.interval.ms', 'log.message.downconversion.enable']
  t.is((await configs.describeBrokers([1], { names })).get(1)?.get('num.partitions')?.value, '1')
  await configs.alterBrokers({ default: { 'log.retention.ms': '900000000' } })
  const changed = await eventually(
    async () => (await configs.describeBrokers([1], { names: ['log.retention.ms'] })).get(1)?.get('log.retention.ms'),
    (one) => one?.value === '900000000',
  )
  t.is(changed?.source, 'dynamic default broker')
  await configs.alterBrokers({ default: { 'log.retention.ms': null } })
  await eventually(
    async () => (await configs.describeBrokers([1], { names: ['log.retention.ms'] })).get(1)?.get('log.retention.ms'),
    (one) => one?.value !== '900000000',
  )
})

adminTopics.fact('offsets are found by place and by time', async (t, stage) => {
  const [first, second] = await withRecords(stage)
  const found = async (at: 'earliest' | 'latest' | 'maxTimestamp' | number) => {
    const listed = await stage.admin.offsets.list([first, second], { at })
    return Array.from(listed.values(), ({ offset, timestamp }) => [offset, timestamp])
  }
  t.deepEqual(await found('earliest'), [
    [0, -1],
    [0, -1],
  ])
  t.deepEqual(await found('latest'), [
    [10, -1],
    [0, -1],
  ])
  t.deepEqual(await found('maxTimestamp'), [
    [9, 9_000],
    [-1, -1],
  ])
  t.deepEqual(await found(2_500), [
    [3, 3_000],
    [-1, -1],
  ])
  t.deepEqual(await found(99_000), [
    [-1, -1],
    [-1, -1],
  ])
  const missing = [first, { ...first, partition: 7 }, { topic: stage.name('missing'), partition: 0 }]
  const { values, errors } = await settled(stage.admin.offsets.list(missing))
  t.deepEqual([...values.keys()], [`${first.topic}-0`])
  t.deepEqual(codes(errors), {
    [`${first.topic}-7`]: 'UNKNOWN_TOPIC_OR_PARTITION',
    [`${stage.name('missing')}-0`]: 'UNKNOWN_TOPIC_OR_PARTITION',
  })
})

adminTopics.fact('records are deleted up to an offset, and not beyond the end', async (t, stage) => {
  const [first, second] = await withRecords(stage)
  const { values, errors } = await settled(
    stage.admin.records.delete([
      { ...first, before: 4 },
      { ...second, before: 9 },
    ]),
  )
  t.deepEqual([...values.values()], [{ ...first, startOffset: 4 }])
  t.deepEqual(codes(errors), { [`${second.topic}-1`]: 'OFFSET_OUT_OF_RANGE' })
  t.is((await stage.admin.offsets.list([first], { at: 'earliest' })).get(`${first.topic}-0`)?.offset, 4)
  const all = await stage.admin.records.delete([{ ...first, before: 'end' }])
  t.is(all.get(`${first.topic}-0`)?.startOffset, 10)
})

adminTopics.fact('the cluster, and what lies in its directories, is described', async (t, stage) => {
  const [first, second] = await withRecords(stage)
  const { brokers, controllerId, clusterId } = await stage.admin.describeCluster()
  t.deepEqual(
    brokers.map(({ nodeId, rack, host, port }) => ({ nodeId, rack, address: `${host}:${port}` })),
    [{ nodeId: 1, rack: null, address: stage.address }],
  )
  t.deepEqual([controllerId, clusterId?.length], [1, 22])
  const [directory] = (await stage.admin.logDirectories.describe([1], { partitions: [first, second] })).get(1) ?? []
  t.is(directory?.error, null)
  t.deepEqual(
    directory?.replicas
      .toSorted((one, other) => one.partition - other.partition)
      .map(({ sizeBytes, ...one }) => ({ ...one, isEmpty: sizeBytes === 0 })),
    [
      { ...first, lag: 0, isFuture: false, isEmpty: false },
      { ...second, lag: 0, isFuture: false, isEmpty: true },
    ],
  )
  const { values, errors } = await settled(stage.admin.logDirectories.describe([1, 7], { timeoutMs: 2_000 }))
  t.deepEqual([[...values.keys()], [...errors.keys()]], [[1], [7]])
})

/** Two partitions: one with ten records, a second apart from each other, and one with none. */
async function withRecords(stage: Stage) {
  const topic = await stage.topic('orders', { partitions: 2 })
  const sender = stage.producer()
  for (let index = 0; index < 10; index += 1) sender.send({ topic, partition: 0, value: 'a', timestamp: index * 1_000 })
  await sender.flush()
  return [
    { topic, partition: 0 },
    { topic, partition: 1 },
  ] as const
}

function codes(errors: ReadonlyMap<unknown, { code: string }> = new Map()): Record<string, string> {
  return Object.fromEntries(Array.from(errors, ([name, { code }]) => [String(name), code]))
}
