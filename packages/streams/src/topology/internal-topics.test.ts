import test from 'ava'
import { StreamsBuilder, stores, topic } from '../index.ts'
import { string } from '../serde.ts'
import { internalTopicsOf } from './internal-topics.ts'

const words = topic('words', { key: string, value: string })
const serdes = { key: string, value: string }
const dayMs = 86_400_000

/** The settings of the changelog of a store that a processor uses. */
function changelogOf(store: ReturnType<typeof stores.keyValue | typeof stores.window | typeof stores.versioned>) {
  const builder = new StreamsBuilder()
  builder.stream(words).process(() => ({ process: () => undefined }), { stores: [store] })
  return internalTopicsOf(builder.build(), { applicationId: 'app' })
}

test('a repartition topic keeps its records until they are deleted, in small segments', (t) => {
  const builder = new StreamsBuilder()
  builder.stream(words).repartition({ name: 'again', partitions: 3 })
  t.deepEqual(internalTopicsOf(builder.build(), { applicationId: 'app' }), [
    {
      kind: 'repartition',
      name: 'app-again-repartition',
      partitions: 3,
      settings: {
        'message.timestamp.type': 'CreateTime',
        'cleanup.policy': 'delete',
        'segment.bytes': '52428800',
        'retention.ms': '-1',
      },
    },
  ])
})

test('the changelog of a key-value store is compacted', (t) => {
  t.deepEqual(changelogOf(stores.keyValue('rows', serdes)), [
    {
      kind: 'changelog',
      name: 'app-rows-changelog',
      partitions: null,
      settings: { 'message.timestamp.type': 'CreateTime', 'cleanup.policy': 'compact' },
    },
  ])
})

test('the changelog of a window store is kept a day longer than the store', (t) => {
  const [changelog] = changelogOf(stores.window('windows', { ...serdes, windowSize: '1m', retention: '1h' }))
  t.like(changelog?.settings, { 'cleanup.policy': 'compact,delete', 'retention.ms': String(3_600_000 + dayMs) })
})

test('the changelog of a versioned store is compacted a day after its history', (t) => {
  const [changelog] = changelogOf(stores.versioned('versions', { ...serdes, historyRetention: '1h' }))
  t.like(changelog?.settings, { 'cleanup.policy': 'compact', 'min.compaction.lag.ms': String(3_600_000 + dayMs) })
})

test('settings that a store brings go before', (t) => {
  const [changelog] = changelogOf(stores.keyValue('rows', { ...serdes, logging: { 'cleanup.policy': 'delete' } }))
  t.is(changelog?.settings['cleanup.policy'], 'delete')
})

test('what the application says for all topics goes before what is the same for all of a kind', (t) => {
  const builder = new StreamsBuilder()
  const topicConfig = { 'segment.bytes': '1048576', 'retention.ms': '5', 'min.compaction.lag.ms': '5' }
  const windows = stores.window('windows', { ...serdes, windowSize: '1m', retention: '1h' })
  const versions = stores.versioned('versions', { ...serdes, historyRetention: '1h' })
  const rows = stores.keyValue('rows', { ...serdes, logging: { 'segment.bytes': '2097152' } })
  builder
    .stream(words)
    .repartition({ name: 'again' })
    .process(() => ({ process: () => undefined }), { stores: [windows, versions, rows] })
  const settings = Object.fromEntries(
    internalTopicsOf(builder.build(), { applicationId: 'app', topicConfig }).map((one) => [one.name, one.settings]),
  )
  t.like(settings, {
    'app-again-repartition': topicConfig,
    'app-windows-changelog': { ...topicConfig, 'retention.ms': String(3_600_000 + dayMs) },
    'app-versions-changelog': { ...topicConfig, 'min.compaction.lag.ms': String(3_600_000 + dayMs) },
    'app-rows-changelog': { ...topicConfig, 'segment.bytes': '2097152' },
  })
})

test('a store without a changelog, and one that nobody uses, have no topic', (t) => {
  t.deepEqual(changelogOf(stores.keyValue('rows', { ...serdes, logging: false })), [])
  const builder = new StreamsBuilder()
  builder.addStateStore(stores.keyValue('rows', serdes))
  t.deepEqual(internalTopicsOf(builder.build(), { applicationId: 'app' }), [])
})
