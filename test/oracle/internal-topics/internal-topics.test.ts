/** The internal topics of all scenarios have the names, numbers of partitions and settings that Java gives them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type InternalTopicOptions, internalTopicsOf, type Topology } from '@millrace/streams'
import test from 'ava'
import { goldenFiles, goldenLines } from '../golden-files.ts'
import { Interpreter } from '../nodes/interpreter.ts'
import { readScenario } from '../scenario/scenario.ts'

interface TopicsLine {
  readonly name: string
  readonly topics: Readonly<
    Record<
      string,
      {
        readonly partitions: number | null
        readonly settings: Readonly<Record<string, string>>
        /** Where the application says something for all of its topics. */
        readonly settingsOfAll: Readonly<Record<string, string>>
      }
    >
  >
}

/** As InternalTopics.java says it. */
const forAll = {
  'segment.bytes': '2097152',
  'retention.ms': '5',
  'min.compaction.lag.ms': '5',
  'cleanup.policy': 'compact,delete',
}

const lines = gunzipSync(readFileSync(join(import.meta.dirname, 'internal-topics.jsonl.gz')))
  .toString()
  .trimEnd()
  .split('\n')
  .map((line): TopicsLine => JSON.parse(line))
const java = new Map(lines.map(({ name, topics }) => [name, topics]))

/** In the form of the golden lines. */
function topicsOf(topology: Topology, options: InternalTopicOptions): TopicsLine['topics'] {
  const ofAll = internalTopicsOf(topology, { ...options, topicConfig: forAll })
  const pairs = internalTopicsOf(topology, options).map(({ name, partitions, settings }, index) => {
    return [name, { partitions, settings, settingsOfAll: ofAll[index]?.settings ?? {} }] as const
  })
  return Object.fromEntries(pairs)
}

test('every scenario that builds has the internal topics that Java makes for it', (t) => {
  let held = 0
  for (const { scenario: json, result } of goldenFiles.flatMap(goldenLines)) {
    // Caches make no difference to them.
    const expected = java.get(result.name.replace(/-cached$/, ''))
    if (expected === undefined && result.describe === undefined) continue
    const scenario = readScenario(json)
    const topology = new Interpreter(scenario).build()
    const topics = topicsOf(topology, { applicationId: scenario.config['application.id'] })
    t.deepEqual(topics, expected ?? {}, result.name)
    held += 1
  }
  t.true(held >= java.size)
})
