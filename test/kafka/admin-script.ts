/**
 * What an admin does to a cluster, from its first topic to the last, and what it hears: lines that are the same of
 * every broker that behaves the same. Names and ids that differ from run to run are left out.
 */
import { setTimeout } from 'node:timers/promises'
import { type Admin, Producer, settled } from '@millrace/core'
import { silentLogger } from '@millrace/core/testing'

export type Line = readonly [what: string, outcome: unknown]

interface Stage {
  readonly admin: Admin
  readonly address: string
  readonly say: (what: string, outcome: unknown) => void
}

const [first, second] = [
  { topic: 'orders', partition: 0 },
  { topic: 'orders', partition: 1 },
]

export async function adminLines(admin: Admin, address: string): Promise<Line[]> {
  const lines: Line[] = []
  const stage = { admin, address, say: (what: string, outcome: unknown) => void lines.push([what, plain(outcome)]) }
  await topicsAndSettings(stage)
  await offsetsAndRecords(stage)
  await groups(stage)
  await transactions(stage)
  await cluster(stage)
  return lines
}

/** Both parts of a call's outcome, the errors by their codes. */
async function both<Name extends string | number, Value>(call: Promise<ReadonlyMap<Name, Value>>): Promise<unknown> {
  const { values, errors } = await settled(call)
  return { done: [...values.keys()].sort(), failed: codes(errors) }
}

/** Kafka's brokers hear of a change after it was answered: looks until it is seen, or says what is seen in the end. */
async function until<Seen>(look: () => Promise<Seen>, isSeen: (seen: Seen) => boolean): Promise<Seen> {
  for (let attempt = 1; ; attempt += 1) {
    const seen = await look()
    if (isSeen(seen) || attempt === LOOKS_MAX) return seen
    await setTimeout(20)
  }
}

/** At 20 ms each. */
const LOOKS_MAX = 250

function codes(errors: ReadonlyMap<unknown, { code: string }>): unknown[] {
  return Array.from(errors, ([name, { code }]) => [name, code]).sort()
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, one) => (one instanceof Map ? [...one] : one)) ?? 'null')
}

async function topicsAndSettings({ admin, say }: Stage): Promise<void> {
  const { topics, configs } = admin
  const orders = { name: 'orders', partitions: 2, configs: { 'retention.ms': '-1', 'segment.ms': '70000' } }
  const created = await topics.create([orders, { name: 'counts', configs: { 'cleanup.policy': 'compact' } }])
  say(
    'created',
    Array.from(created.values(), ({ id, configs: _, ...one }) => ({ ...one, hasId: id?.length === 22 })),
  )
  say('created: a setting', created.get('orders')?.configs?.get('retention.ms'))
  const wrong = [
    'orders',
    'not a name',
    { name: 'replicated', replicationFactor: 3 },
    { name: 'set', configs: { 'no.such': '1' } },
    { name: 'none', partitions: 0 },
    'more',
  ]
  say('created or not', await both(topics.create(wrong)))
  say('validated', await both(topics.create(['orders', 'valid'], { validateOnly: true })))
  say('kept', (await topics.create(['orders', 'kept'], { keepExisting: true })).get('orders'))
  const listed = await until(
    () => topics.list(),
    (seen) => seen.size >= 4,
  )
  say('listed', [...listed.keys()].sort())
  say('described or not', await both(topics.describe(['orders', 'missing'])))
  const partitions = (await topics.describe(['orders'])).get('orders')?.partitions
  say(
    'partitions',
    partitions?.map(({ leaderId: _, replicas, ...one }) => ({
      ...one,
      replicas: replicas.length,
      inSyncReplicas: one.inSyncReplicas.length,
    })),
  )
  say(
    'more partitions',
    await both(
      topics.addPartitions([
        { topic: 'more', partitions: 4 },
        { topic: 'orders', partitions: 2 },
        { topic: 'missing', partitions: 2 },
      ]),
    ),
  )
  const changes = {
    orders: { 'retention.ms': null, 'cleanup.policy': { append: 'compact' } },
    more: { 'segment.ms': 'long' },
    missing: { 'segment.ms': '70000' },
  }
  say('altered', await both(configs.alterTopics(changes)))
  const names = ['retention.ms', 'segment.ms', 'cleanup.policy']
  const settings = await until(
    () => configs.describeTopics(['orders'], { names, synonyms: true }),
    (seen) => seen.get('orders')?.get('cleanup.policy')?.source === 'topic',
  )
  say('settings', [...(settings.get('orders')?.values() ?? [])])
  say('settings or not', await both(configs.describeTopics(['orders', 'missing'])))
  say('deleted', await both(topics.delete(['more', 'kept', 'missing'])))
}

async function offsetsAndRecords({ admin, address, say }: Stage): Promise<void> {
  const firstMs = Date.now() - 60_000
  await using producer = new Producer({ brokers: [address], logger: silentLogger })
  for (let index = 0; index < 10; index += 1) {
    producer.send({ ...first, key: 'k', value: `${index}`, timestamp: firstMs + index * 1_000 })
  }
  await producer.flush()
  const both_ = [first, second]
  for (const at of ['earliest', 'latest', 'maxTimestamp', firstMs + 2_500, firstMs + 1_000_000] as const) {
    const listed = await admin.offsets.list(both_, { at })
    const told = Array.from(listed, ([name, { offset, timestamp }]) => [
      name,
      offset,
      timestamp < 0 ? -1 : timestamp - firstMs,
    ])
    say(`offsets: ${typeof at === 'number' ? at - firstMs : at}`, told.sort())
  }
  say(
    'offsets or not',
    await both(admin.offsets.list([first, { topic: 'orders', partition: 7 }, { topic: 'missing', partition: 0 }])),
  )
  const deletions = [
    { ...first, before: 4 },
    { ...second, before: 9 },
    { topic: 'counts', partition: 0, before: 'end' as const },
  ]
  say('records deleted', await both(admin.records.delete(deletions)))
  say('where it starts', (await admin.offsets.list([first], { at: 'earliest' })).get('orders-0')?.offset)
}

async function groups({ admin, say }: Stage): Promise<void> {
  const { groupOffsets } = admin
  say(
    'group offsets set',
    await both(
      groupOffsets.alter('g', [
        { ...first, offset: 5, metadata: 'note' },
        { ...second, offset: 0 },
      ]),
    ),
  )
  say('group offsets of no topic', await both(groupOffsets.alter('g', [{ topic: 'missing', partition: 0, offset: 5 }])))
  say('group offsets', [...(await groupOffsets.list('g', { requireStable: true })).values()])
  say('group offsets of some', [
    ...(await groupOffsets.list('g', { partitions: [first, { topic: 'counts', partition: 0 }] })).keys(),
  ])
  say('group listed', [...(await admin.groups.list({ states: ['Empty'] })).values()])
  say('groups described', (await settled(admin.groups.describe(['g']))).values.get('g'))
  say('groups described or not', await both(admin.groups.describe(['g', 'nobody'])))
  say('members removed', await both(admin.groups.removeMembers('g', { instanceIds: ['one'] })))
  say('all members removed', await both(admin.groups.removeMembers('g', 'all')))
  say('group offsets forgotten', await both(groupOffsets.delete('g', [first])))
  say('group offsets left', [...(await groupOffsets.list('g')).keys()])
  say('groups deleted', await both(admin.groups.delete(['g', 'nobody'])))
}

async function transactions({ admin, address, say }: Stage): Promise<void> {
  await using producer = new Producer({ brokers: [address], logger: silentLogger, transactionalId: 'tx' })
  await producer.initTransactions()
  producer.begin()
  await producer.sendAndWait({ ...second, key: 'k', value: 'open' })
  const { partitions, state, timeoutMs } = (await admin.transactions.describe(['tx'])).get('tx') ?? {}
  say('transaction', { partitions, state, timeoutMs })
  say(
    'transactions listed',
    Array.from((await admin.transactions.list({ states: ['Ongoing'] })).values(), (one) => one.transactionalId),
  )
  say('transactions described', await both(admin.transactions.describe(['tx', 'nobody'])))
  const [writer] = (await admin.producers.describe([second])).get('orders-1') ?? []
  say('producer', { ...writer, producerId: 0, lastTimestamp: 0 })
  say(
    'end for committed',
    (await admin.offsets.list([second], { isolation: 'read_committed' })).get('orders-1')?.offset,
  )
  say('fenced', await both(admin.transactions.fence(['tx'])))
  say(
    'commit of a fenced one',
    await producer.commit().then(
      () => 'done',
      (problem: Error) => problem.name,
    ),
  )
  const wrong = { ...second, producerId: writer?.producerId ?? 0, producerEpoch: 0, coordinatorEpoch: -1 }
  say(
    'abort with an old epoch',
    await admin.transactions.abort(wrong).then(
      () => 'done',
      ({ code }: { code: string }) => code,
    ),
  )
  await producer.close({ timeoutMs: 1_000 })
}

async function cluster({ admin, say }: Stage): Promise<void> {
  const { brokers, controllerId } = await admin.describeCluster()
  say('cluster', { brokers: brokers.map(({ nodeId, rack }) => ({ nodeId, rack })), controllerId })
  const [directory] = (await admin.logDirectories.describe([1], { partitions: [first, second] })).get(1) ?? []
  const replicas = directory?.replicas.map(({ sizeBytes, ...one }) => ({ ...one, isEmpty: sizeBytes === 0 }))
  say('directory', {
    error: directory?.error,
    replicas: replicas?.sort((one, other) => one.partition - other.partition),
  })
  say('directories', await both(admin.logDirectories.describe([1, 7])))
  say(
    'broker settings',
    (await admin.configs.describeBrokers([1], { names: ['num.partitions'] })).get(1)?.get('num.partitions')?.value,
  )
  say('broker setting changed', await both(admin.configs.alterBrokers({ default: { 'log.retention.ms': '900000' } })))
  await admin.topics.delete(['orders', 'counts'])
  const left = await until(
    () => admin.topics.list(),
    (seen) => seen.size === 0,
  )
  say('topics left', [...left.keys()])
}
