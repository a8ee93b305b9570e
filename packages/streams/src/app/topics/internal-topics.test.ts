/** An application's topics on a broker: what is made, what is left alone, what is refused, and what passes. */
import { apis } from '@millrace/core/protocol'
import { fail, loseAnswer, ManualClock, pass } from '@millrace/core/testing'
import test from 'ava'
import { StreamsBuilder, TopologyError, topic } from '../../index.ts'
import { string } from '../../serde.ts'
import { MissingTopicsError } from './missing-topics-error.ts'
import { TopicSetupError } from './topic-setup-error.ts'
import { open } from './topics-stage.contract.ts'

const serdes = { key: string, value: string }
const words = topic('words', serdes)

/** Words counted: a repartition topic, and a changelog. */
function counting() {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .groupBy((word) => word, { name: 'by-word' })
    .count({ store: 'counts', key: string })
  return builder.build()
}

const [repartition, changelog] = ['app-by-word-repartition', 'app-counts-changelog'] as const

test('what is missing is made, with the partitions of the input and the settings of its kind', async (t) => {
  await using stage = await open({ words: 3 })
  const { counts, created } = await stage.of(counting()).prepare()
  t.deepEqual([...created].sort(), [repartition, changelog])
  t.deepEqual(await stage.partitions(), { [repartition]: 3, [changelog]: 3 })
  t.is(counts.internalTopics.get(changelog), 3)
  const settings = await stage.admin.configs.describeTopics([repartition, changelog])
  const value = (topicName: string, name: string) => settings.get(topicName)?.get(name)?.value
  t.is(value(repartition, 'cleanup.policy'), 'delete')
  t.is(value(repartition, 'retention.ms'), '-1')
  t.is(value(repartition, 'segment.bytes'), '52428800')
  t.is(value(changelog, 'cleanup.policy'), 'compact')
})

test('what the application says for all topics is in their settings', async (t) => {
  await using stage = await open({ words: 1 })
  await stage.of(counting(), { topicConfig: { 'segment.bytes': '2097152' }, replicationFactor: 1 }).prepare()
  const settings = await stage.admin.configs.describeTopics([changelog])
  t.is(settings.get(changelog)?.get('segment.bytes')?.value, '2097152')
})

test('how many replicas there are is said to the cluster, or left to it', async (t) => {
  await using stage = await open({ words: 1 })
  const seen = stage.broker.observe(apis.createTopics)
  await stage.of(counting()).prepare()
  await stage.of(counting(), { applicationId: 'app-2', replicationFactor: 1 }).prepare()
  t.deepEqual(
    seen.requests.map(({ body }) => body.topics.map(({ replicationFactor }) => replicationFactor)),
    [
      [-1, -1],
      [1, 1],
    ],
  )
})

test('what is there already is left alone', async (t) => {
  await using stage = await open({ words: 3 })
  await stage.of(counting()).prepare()
  const seen = stage.broker.observe(apis.createTopics)
  t.deepEqual((await stage.of(counting()).prepare()).created, [])
  t.is(seen.requests.length, 0)
})

test('an application without internal topics asks for nothing but its input', async (t) => {
  await using stage = await open({ words: 3 })
  const builder = new StreamsBuilder()
  builder.stream(words).to(topic('out', serdes))
  const { counts, created } = await stage.of(builder.build()).prepare()
  t.deepEqual([created, counts.sourceTopics.get('words')], [[], 3])
})

test('two instances that start at once make the topics once', async (t) => {
  await using stage = await open({ words: 3 })
  const both = await Promise.all([stage.of(counting()).prepare(), stage.of(counting()).prepare()])
  t.deepEqual(both.flatMap(({ created }) => created).sort(), [repartition, changelog])
})

test('topics that are missing from the input are told together, those of global tables too; none are made', async (t) => {
  await using stage = await open({ words: 3 })
  const builder = new StreamsBuilder()
  const users = builder.globalTable(topic('users', serdes))
  builder
    .stream([words, topic('more', serdes), topic('others', serdes)])
    .join(users, (word) => word, { by: (word) => word })
    .groupBy((word) => word)
    .count({ key: string })
  const error = await t.throwsAsync(stage.of(builder.build()).prepare(), { instanceOf: MissingTopicsError })
  t.deepEqual(error?.topics.toSorted(), ['more', 'others', 'users'])
  t.deepEqual([...(await stage.admin.topics.list()).keys()], ['words'])
})

test('a topic of the input of which a broker has not heard yet is waited for', async (t) => {
  await using stage = await open({ words: 3 })
  stage.broker.control(apis.metadata, fail('UNKNOWN_TOPIC_OR_PARTITION'), { times: 2, topic: 'words' })
  t.is((await stage.of(counting()).prepare()).counts.sourceTopics.get('words'), 3)
})

test('topics that a pattern matches are counted, and a pattern that matches none makes no tasks', async (t) => {
  await using stage = await open({ 'words-1': 2, 'words-2': 5 })
  const matching = (pattern: RegExp) => {
    const builder = new StreamsBuilder()
    builder
      .streamOf(pattern, serdes)
      .groupBy((word) => word, { name: 'by-word' })
      .count({ store: 'counts', key: string })
    return builder.build()
  }
  await stage.of(matching(/words-\d/)).prepare()
  t.deepEqual(await stage.partitions(), { [repartition]: 5, [changelog]: 5 })
})

test('topics that are joined and have different numbers of partitions are refused, and nothing is made', async (t) => {
  await using stage = await open({ words: 3, others: 4 })
  const builder = new StreamsBuilder()
  const others = builder.stream(topic('others', serdes))
  builder.stream(words).join(others, (one) => one, { within: '1s' })
  await t.throwsAsync(stage.of(builder.build()).prepare(), {
    instanceOf: TopologyError,
    code: 'NOT_COPARTITIONED',
    message: /words.*others|others.*words/,
  })
  t.deepEqual(await stage.partitions(), {})
})

test('internal topics with other numbers of partitions are refused by name, all together, with what can be done', async (t) => {
  await using stage = await open({ words: 3, [repartition]: 2, [changelog]: 4 })
  const error = await t.throwsAsync(stage.of(counting()).prepare(), { instanceOf: TopicSetupError })
  t.is(error?.code, 'WRONG_PARTITION_COUNT')
  t.deepEqual(error?.topics, [repartition, changelog])
  t.is(
    error?.message,
    'internal topics do not suit the topics that the application reads: ' +
      'app-by-word-repartition: expected 3 partitions, found 2; app-counts-changelog: expected 3 partitions, found 4. ' +
      'Give those the partitions back that they had, or reset the application, so that its internal topics are made anew',
  )
})

test('a topic that is being deleted is made once it is gone', async (t) => {
  await using stage = await open({ words: 3 })
  stage.broker.control(apis.createTopics, fail('TOPIC_ALREADY_EXISTS'), { times: 2 })
  const { created } = await stage.of(counting()).prepare()
  t.deepEqual([...created].sort(), [repartition, changelog])
})

test('a topic that is being deleted for too long is told', async (t) => {
  await using stage = await open({ words: 3 })
  const seen = stage.broker.observe(apis.createTopics)
  stage.broker.control(apis.createTopics, fail('TOPIC_ALREADY_EXISTS'))
  const clock = new ManualClock()
  const failing = stage.of(counting(), { maxPollInterval: '2h', clock }).prepare()
  const passing = setInterval(() => seen.requests.length > 0 && clock.advance(60_000), 1)
  const error = await t.throwsAsync(failing, { instanceOf: TopicSetupError })
  clearInterval(passing)
  t.is(error?.code, 'NOT_READY_IN_TIME')
  t.deepEqual(error?.topics, [repartition, changelog])
  t.regex(error?.message ?? '', /have them ready within 3600000 ms, found at last .*TOPIC_ALREADY_EXISTS/)
})

test('a broker that loses the answer has made the topics nevertheless', async (t) => {
  await using stage = await open({ words: 3 })

  stage.broker.control(apis.createTopics, loseAnswer, { times: 1 })
  await stage.of(counting()).prepare()
  t.deepEqual(await stage.partitions(), { [repartition]: 3, [changelog]: 3 })
})

test('a cluster that does not answer is told with the topics that were asked for', async (t) => {
  await using stage = await open({ words: 3 })
  await stage.broker.close()
  const error = await t.throwsAsync(stage.of(counting(), { maxPollInterval: 400, heartbeatInterval: 100 }).prepare(), {
    instanceOf: TopicSetupError,
  })
  t.is(error?.code, 'NOT_READY_IN_TIME')
  t.deepEqual(error?.topics, ['words'])
})

test('topics are ready when the brokers know those that were created', async (t) => {
  await using stage = await open({ words: 3 })
  let looks = 0
  const created = stage.broker.observe(apis.createTopics)
  stage.broker.control(
    apis.metadata,
    () => {
      looks += created.requests.length
      return created.requests.length > 0 && looks <= 2 ? fail('UNKNOWN_TOPIC_OR_PARTITION') : pass
    },
    { topic: changelog },
  )
  await stage.of(counting()).prepare()
  t.is(created.requests.length, 1)
  t.true(looks > 2)
})

test('a controller that is elsewhere for a moment is waited for', async (t) => {
  await using stage = await open({ words: 3 })
  stage.broker.control(apis.createTopics, fail('NOT_CONTROLLER'), { times: 2 })
  await stage.of(counting()).prepare()
  t.deepEqual(await stage.partitions(), { [repartition]: 3, [changelog]: 3 })
})

test('an application that may not describe its topics is told which, and what to allow', async (t) => {
  await using stage = await open({ words: 3 })
  stage.broker.control(apis.metadata, fail('TOPIC_AUTHORIZATION_FAILED'))
  const error = await t.throwsAsync(stage.of(counting()).prepare(), { instanceOf: TopicSetupError })
  t.is(error?.code, 'NOT_AUTHORIZED')
  t.deepEqual(error?.topics, ['words'])
  t.regex(error?.message ?? '', /^topics words: expected to be allowed to describe them, found .*Allow the application/)
})

test('an application that may not create its topics is told which, and what to allow', async (t) => {
  await using stage = await open({ words: 3 })
  stage.broker.control(apis.createTopics, fail('TOPIC_AUTHORIZATION_FAILED'))
  const error = await t.throwsAsync(stage.of(counting()).prepare(), { instanceOf: TopicSetupError })
  t.is(error?.code, 'NOT_AUTHORIZED')
  t.deepEqual(error?.topics, [repartition, changelog])
  t.regex(error?.message ?? '', /expected to be allowed to create them, found .*TOPIC_AUTHORIZATION_FAILED/)
})

test('topics that the cluster refuses to make are told with its reason', async (t) => {
  await using stage = await open({ words: 3 })
  const error = await t.throwsAsync(stage.of(counting(), { replicationFactor: 3 }).prepare(), {
    instanceOf: TopicSetupError,
  })
  t.is(error?.code, 'CREATION_REFUSED')
  t.regex(
    error?.message ?? '',
    /^topics app-by-word-repartition, .*: expected the cluster to create them, found .*INVALID_REPLICATION_FACTOR/,
  )
})

test('settings that lose records are warned of, once, and left as they are', async (t) => {
  await using stage = await open({ words: 3 })
  const limited = { name: changelog, partitions: 3, configs: { 'cleanup.policy': 'delete' } }
  await stage.admin.topics.create([limited, { name: repartition, partitions: 3, configs: { 'retention.ms': '1000' } }])
  const topics = stage.of(counting())
  await topics.prepare()
  await topics.prepare()
  t.deepEqual(stage.warnings, [
    `${repartition}: an internal topic may lose records: retention.ms is 1000, less than -1`,
    `${changelog}: an internal topic may lose records: cleanup.policy is 'delete': what is deleted cannot be restored`,
  ])
})

test('whoever gives up while topics are being made is not kept waiting', async (t) => {
  await using stage = await open({ words: 3 })
  const held = stage.broker.hold(apis.createTopics)
  const giving = new AbortController()
  const prepared = stage.of(counting()).prepare({ signal: giving.signal })
  await held.next()
  giving.abort()
  await t.throwsAsync(prepared, { code: 'CLOSED' })
  held.release()
})

test('a repartition topic that Java has made with another number, which was as good, is left alone', async (t) => {
  const builder = new StreamsBuilder()
  const table = builder.table(topic('users', serdes), { store: 'users' })
  const joined = builder
    .stream(words)
    .selectKey((value) => value)
    .join(table, (word, user) => word + user)
  joined.repartition({ name: 'again' }).to(topic('out', serdes))
  const topology = builder.build()
  await using stage = await open({ words: 8, users: 2, 'app-again-repartition': 2 })
  t.is((await stage.of(topology).prepare()).counts.internalTopics.get('app-again-repartition'), 2)
  await using other = await open({ words: 8, users: 2 })
  t.is((await other.of(topology).prepare()).counts.internalTopics.get('app-again-repartition'), 8)
})
