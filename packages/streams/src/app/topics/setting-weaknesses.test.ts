import type { ConfigEntry } from '@millrace/core'
import test from 'ava'
import type { InternalTopic } from '../../topology/internal-topics.ts'
import { weaknessesOf } from './setting-weaknesses.ts'

const found = (settings: Record<string, string>) =>
  new Map(Object.entries(settings).map(([name, value]) => [name, { name, value } as ConfigEntry]))

const repartition: InternalTopic = {
  kind: 'repartition',
  name: 'app-again-repartition',
  partitions: 1,
  settings: { 'cleanup.policy': 'delete', 'retention.ms': '-1' },
}
const rows: InternalTopic = {
  kind: 'changelog',
  name: 'app-rows-changelog',
  partitions: null,
  settings: { 'cleanup.policy': 'compact' },
}
const windows: InternalTopic = { ...rows, settings: { 'cleanup.policy': 'compact,delete', 'retention.ms': '90000' } }
const versions: InternalTopic = { ...rows, settings: { ...rows.settings, 'min.compaction.lag.ms': '90000' } }

for (const [title, topic, settings] of [
  ['a topic as it would be made', repartition, { 'cleanup.policy': 'delete', 'retention.ms': '-1' }],
  ['windows that are kept longer than needed', windows, { 'cleanup.policy': 'delete', 'retention.ms': '90001' }],
  ['windows that are kept for ever', windows, { 'cleanup.policy': 'compact', 'retention.bytes': '5' }],
  [
    'a retention beyond what a number can say',
    windows,
    { 'cleanup.policy': 'delete', 'retention.ms': '9223372036854775807' },
  ],
] as const) {
  test(`${title}: there is nothing to be said`, (t) => {
    t.deepEqual(weaknessesOf(topic, found(settings)), [])
  })
}

for (const [topic, settings, weakness] of [
  [repartition, { 'cleanup.policy': 'compact' }, /^cleanup\.policy is 'compact': records of the same key are lost/],
  [
    repartition,
    { 'cleanup.policy': 'delete', 'retention.ms': '604800000' },
    /^retention\.ms is 604800000, less than -1/,
  ],
  [repartition, { 'cleanup.policy': 'delete', 'retention.bytes': '5' }, /^retention\.bytes is 5: records are deleted/],
  [rows, { 'cleanup.policy': 'compact,delete' }, /^cleanup\.policy is 'compact,delete': what is deleted cannot be/],
  [
    windows,
    { 'cleanup.policy': 'compact,delete', 'retention.ms': '89999' },
    /^retention\.ms is 89999, less than 90000/,
  ],
  [
    versions,
    { 'cleanup.policy': 'compact', 'min.compaction.lag.ms': '0' },
    /^min\.compaction\.lag\.ms is 0, less than/,
  ],
] as const) {
  test(`${topic.name} with ${JSON.stringify(settings)} may lose records`, (t) => {
    const [first = '', ...others] = weaknessesOf(topic, found(settings))
    t.regex(first, weakness)
    t.deepEqual(others, [])
  })
}
