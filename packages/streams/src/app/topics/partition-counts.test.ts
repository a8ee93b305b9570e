import test from 'ava'
import { type JoinWindows, StreamsBuilder, stores, Topology, TopologyError, topic } from '../../index.ts'
import { string } from '../../serde.ts'
import { MissingTopicsError } from './missing-topics-error.ts'
import { partitionCounts } from './partition-counts.ts'

const serdes = { key: string, value: string }
const words = topic('words', serdes)
const users = topic('users', serdes)
const within: JoinWindows = { within: '1s' }
const application = { applicationId: 'app' }

const counted = (topology: Topology, cluster: Record<string, number>) =>
  partitionCounts(topology, new Map(Object.entries(cluster)), application)

const internal = (topology: Topology, cluster: Record<string, number>) =>
  Object.fromEntries(counted(topology, cluster).internalTopics)

/** What is said of a topology that the cluster's topics do not suit. */
function refusal(topology: Topology, cluster: Record<string, number>): Error | null {
  try {
    counted(topology, cluster)
    return null
  } catch (error) {
    return error instanceof Error ? error : null
  }
}

test('a changelog has a partition for each task, and a task there is for each partition of the largest topic', (t) => {
  const builder = new StreamsBuilder()
  builder.stream(words).merge(builder.stream(users)).groupByKey().count({ store: 'counts', key: string })
  t.deepEqual(internal(builder.build(), { words: 3, users: 5 }), { 'app-counts-changelog': 5 })
})

test('a repartition topic is as large as the largest topic that its records come from', (t) => {
  const builder = new StreamsBuilder()
  const both = builder.stream(words).merge(builder.stream(users))
  both.groupBy((value) => value, { name: 'by-value' }).count({ store: 'counts', key: string })
  t.deepEqual(internal(builder.build(), { words: 3, users: 5 }), {
    'app-by-value-repartition': 5,
    'app-counts-changelog': 5,
  })
})

test('sizes are handed on from repartition topic to repartition topic', (t) => {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .repartition({ name: 'one' })
    .repartition({ name: 'two' })
    .repartition({ name: 'three', partitions: 7 })
    .repartition({ name: 'four' })
    .to(users)
  t.deepEqual(internal(builder.build(), { words: 4 }), {
    'app-one-repartition': 4,
    'app-two-repartition': 4,
    'app-three-repartition': 7,
    'app-four-repartition': 7,
  })
})

test('a repartition topic that is joined takes the size of the topic that it is joined with', (t) => {
  const builder = new StreamsBuilder()
  const table = builder.table(users, { store: 'users' })
  builder
    .stream(words)
    .selectKey((value) => value)
    .join(table, (word, user) => word + user, { name: 'joined' })
    .to(topic('out', serdes))
  t.deepEqual(internal(builder.build(), { words: 8, users: 2 }), {
    'app-joined-repartition': 2,
    'app-users-changelog': 2,
  })
})

test('repartition topics that are joined all have the size of the largest', (t) => {
  const builder = new StreamsBuilder()
  const left = builder.stream(words).repartition({ name: 'left' })
  const right = builder.stream(users).repartition({ name: 'right' })
  left.join(right, (word, user) => word + user, within).to(topic('out', serdes))
  t.like(internal(builder.build(), { words: 3, users: 6 }), {
    'app-left-repartition': 6,
    'app-right-repartition': 6,
  })
})

test('repartition topics that are joined follow the one whose size the program has set', (t) => {
  const builder = new StreamsBuilder()
  const left = builder.stream(words).repartition({ name: 'left', partitions: 2 })
  const right = builder.stream(users).repartition({ name: 'right' })
  left.join(right, (word, user) => word + user, within).to(topic('out', serdes))
  t.like(internal(builder.build(), { words: 3, users: 6 }), {
    'app-left-repartition': 2,
    'app-right-repartition': 2,
  })
})

test('topics of others that are joined and differ are refused with both names and numbers', (t) => {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .join(builder.stream(users), (word, user) => word + user, within)
    .to(topic('out', serdes))
  const error = refusal(builder.build(), { words: 3, users: 6 })
  t.true(error instanceof TopologyError && error.code === 'NOT_COPARTITIONED')
  t.regex(error?.message ?? '', /words has 3, users has 6/)
})

test('a size that the program has set and that does not suit the other topic of a join is refused', (t) => {
  const builder = new StreamsBuilder()
  const left = builder.stream(words).repartition({ name: 'left', partitions: 2 })
  left.join(builder.stream(users), (word, user) => word + user, within).to(topic('out', serdes))
  t.regex(refusal(builder.build(), { words: 3, users: 6 })?.message ?? '', /users has 6, app-left-repartition has 2/)
})

test('joins that share a topic are held together', (t) => {
  const builder = new StreamsBuilder()
  const hub = builder.stream(words)
  const join = (word: string, other: string) => word + other
  hub.join(builder.stream(users), join, within).to(topic('out', serdes))
  hub.join(builder.stream(topic('others', serdes)), join, within).to(topic('out', serdes))
  const topology = builder.build()
  t.is(refusal(topology, { words: 3, users: 3, others: 3 }), null)
  t.regex(refusal(topology, { words: 3, users: 3, others: 4 })?.message ?? '', /others has 4/)
})

test('all topics that are to be read and are missing are told at once', (t) => {
  const builder = new StreamsBuilder()
  builder.stream(words).to(topic('out', serdes))
  builder.stream(users).to(topic('out', serdes))
  const error = refusal(builder.build(), { out: 1 })
  t.true(error instanceof MissingTopicsError)
  t.like(error, { code: 'MISSING_SOURCE_TOPICS', topics: ['words', 'users'] })
})

test('a pattern reads the topics that are there, and no task hangs on one that matches nothing', (t) => {
  const topology = new Topology().addSource('in', { pattern: /in-.*/, ...serdes }).addProcessor('keeps', {
    supplier: () => ({ process: () => undefined }),
    parents: ['in'],
    stores: [stores.keyValue('rows', serdes)],
  })
  t.deepEqual(internal(topology, { 'in-1': 2, 'in-2': 4, other: 9 }), { 'app-rows-changelog': 4 })
  t.deepEqual(internal(topology, { other: 9 }), {})
})

test('a repartition topic behind a pattern that matches nothing is refused by its name', (t) => {
  const builder = new StreamsBuilder()
  builder.streamOf(/in-.*/, serdes).repartition({ name: 'again' }).to(topic('out', serdes))
  const error = refusal(builder.build(), { out: 1 })
  t.like(error, { code: 'NO_PARTITION_COUNT', topics: ['app-again-repartition'] })
})

test('a table that reads its changes from its own topic has no changelog', (t) => {
  const builder = new StreamsBuilder()
  builder.table(users, { store: 'users' }).toStream().to(topic('out', serdes))
  t.deepEqual(internal(builder.build({ optimization: 'all' }), { users: 3 }), {})
})

test('the source of a global table has no tasks, and need not have as many partitions as what it is joined with', (t) => {
  const builder = new StreamsBuilder()
  const everywhere = builder.globalTable(users)
  builder
    .stream(words)
    .join(everywhere, (word, user) => word + user, { by: (word) => word })
    .to(topic('out', serdes))
  const { groups, internalTopics } = counted(builder.build(), { words: 3, users: 1 })
  t.deepEqual(
    groups.flatMap(({ sources }) => sources),
    ['words'],
  )
  t.is(internalTopics.size, 0)
})

test('where Java could have come to several sizes, the one that a topic has already stays', (t) => {
  const builder = new StreamsBuilder()
  const table = builder.table(users, { store: 'users' })
  const joined = builder
    .stream(words)
    .selectKey((value) => value)
    .join(table, (word, user) => word + user, { name: 'joined' })
  joined.repartition({ name: 'again' }).to(topic('out', serdes))
  const topology = builder.build()
  const sizeOf = (cluster: Record<string, number>) =>
    internal(topology, { words: 8, users: 2, ...cluster })['app-again-repartition']
  t.is(sizeOf({}), 8)
  t.is(sizeOf({ 'app-again-repartition': 2 }), 2)
  t.is(sizeOf({ 'app-again-repartition': 3 }), 8)
})
