/** What is said of an application's internal topics, whatever the cluster. */
import { silentLogger } from '@millrace/core'
import {
  internalTopicsOf,
  MissingTopicsError,
  prepareTopics,
  StreamsBuilder,
  type StreamsConfig,
  stores,
  TopicSetupError,
  type Topology,
  topic,
  tumbling,
} from '@millrace/streams'
import { string } from '@millrace/streams/serde'
import { eventually } from '@millrace/test-client/eventually.ts'
import test, { type ExecutionContext } from 'ava'
import { type Cluster, Stage } from './cluster.ts'

const serdes = { key: string, value: string }

/** All kinds of internal topics: a repartition topic, and changelogs of rows, windows, versions and joined streams. */
function everyKind(input: string): Topology {
  const builder = new StreamsBuilder()
  const words = builder.stream(topic(input, serdes))
  const byWord = words.groupBy((word) => word, { name: 'by-word' })
  byWord.count({ store: 'rows', key: string })
  byWord.windowedBy(tumbling('1m', { grace: '10s' })).count({ store: 'windows', key: string })
  words.join(words, (one, other) => one + other, { within: '1s', store: 'joined' })
  const versions = stores.versioned('versions', { ...serdes, historyRetention: '1h' })
  words.process(() => ({ process: () => undefined }), { stores: [versions] })
  return builder.build()
}

interface Given {
  readonly t: ExecutionContext
  readonly stage: Stage
  readonly input: string
  readonly config: StreamsConfig
  prepare(more?: Partial<StreamsConfig>): ReturnType<typeof prepareTopics>
}

const facts: Readonly<Record<string, (given: Given) => Promise<void>>> = {
  'internal topics of every kind are made with their partitions and settings': async ({ t, stage, input, prepare }) => {
    const { topics, created } = await prepare({ topicConfig: { 'segment.ms': '600000' } })
    const { applicationId } = stage
    const wanted = internalTopicsOf(everyKind(input), { applicationId, topicConfig: { 'segment.ms': '600000' } })
    const names = wanted.map(({ name }) => name).sort()
    t.is(names.length, 6)
    t.deepEqual(created, names)
    t.deepEqual(
      [...topics],
      names.map((name) => [name, 3] as [string, number]),
    )
    const described = await stage.admin.topics.describe(names)
    const settings = await stage.admin.configs.describeTopics(names)
    for (const one of wanted) {
      t.is(described.get(one.name)?.partitions.length, 3)
      for (const [name, value] of Object.entries(one.settings)) {
        t.is(settings.get(one.name)?.get(name)?.value, value, `${one.name}: ${name}`)
      }
    }
  },

  'internal topics that are there are left as they are': async ({ t, prepare }) => {
    await prepare()
    t.deepEqual((await prepare()).created, [])
  },

  'instances that start at once make each internal topic once': async ({ t, prepare }) => {
    const all = await Promise.all([prepare(), prepare(), prepare()])
    t.is(all.flatMap(({ created }) => created).length, 6)
  },

  'internal topics that were deleted are made again': async ({ t, stage, prepare }) => {
    const { created } = await prepare()
    await stage.admin.topics.delete(created)
    const others = async () => [...(await stage.admin.topics.list()).keys()]
    await eventually(others, (names) => !created.some((name) => names.includes(name)))
    t.deepEqual((await prepare()).created, created)
  },

  'an internal topic with other partitions than the input is refused by name': async ({ t, stage, prepare }) => {
    const name = `${stage.applicationId}-rows-changelog`
    await stage.admin.topics.create([{ name, partitions: 2 }])
    await eventually(
      () => stage.admin.topics.list(),
      (topics) => topics.has(name),
    )
    const error = await t.throwsAsync(prepare(), { instanceOf: TopicSetupError })
    t.is(error?.code, 'WRONG_PARTITION_COUNT')
    t.true(error?.message.includes(`${name}: expected 3 partitions, found 2`))
  },

  'an input that has grown is told by all internal topics that have not': async ({ t, stage, input, prepare }) => {
    const { created } = await prepare()
    await stage.admin.topics.addPartitions([{ topic: input, partitions: 4 }])
    await eventually(
      () => stage.admin.topics.describe([input]),
      (described) => described.get(input)?.partitions.length === 4,
    )
    const error = await t.throwsAsync(prepare(), { instanceOf: TopicSetupError })
    t.deepEqual(error?.topics.toSorted(), created)
  },

  'an input that is missing is told, and not made by asking for it': async ({ t, stage, config }) => {
    const missing = `missing-of-${stage.applicationId}`
    const error = await t.throwsAsync(prepareTopics(everyKind(missing), config), { instanceOf: MissingTopicsError })
    t.deepEqual(error?.topics, [missing])
    t.false((await stage.admin.topics.list()).has(missing))
  },

  'more replicas than there are brokers are refused with the reason of the cluster': async ({ t, prepare }) => {
    const error = await t.throwsAsync(prepare({ replicationFactor: 3 }), { instanceOf: TopicSetupError })
    t.is(error?.code, 'CREATION_REFUSED')
    t.regex(error?.message ?? '', /INVALID_REPLICATION_FACTOR/)
  },
}

export function internalTopicsContract(start: () => Promise<Cluster>): void {
  let cluster: Cluster
  test.before(async () => {
    cluster = await start()
  })
  test.after.always(async () => await cluster?.close())
  for (const [title, holds] of Object.entries(facts)) {
    test(title, async (t) => {
      await using stage = new Stage(cluster)
      const input = await stage.topic('words', 3)
      const { applicationId, brokers } = stage
      const config = { applicationId, brokers, logger: silentLogger }
      const prepare = (more: Partial<StreamsConfig> = {}) => prepareTopics(everyKind(input), { ...config, ...more })
      await holds({ t, stage, input, config, prepare })
    })
  }
}
