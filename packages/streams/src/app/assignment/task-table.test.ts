import test from 'ava'
import { StreamsBuilder, topic } from '../../index.ts'
import { string } from '../../serde.ts'
import { partitionCounts } from '../topics/partition-counts.ts'
import { changelogQuestions, endOffsetSums } from './changelog-ends.ts'
import { TaskTable } from './task-table.ts'

const serdes = { key: string, value: string }
const words = topic('words', serdes)
const users = topic('users', serdes)
const out = topic('out', serdes)

function tableOf(builder: StreamsBuilder, cluster: Record<string, number>, optimization: 'none' | 'all' = 'none') {
  const counts = partitionCounts(builder.build({ optimization }), new Map(Object.entries(cluster)), {
    applicationId: 'app',
  })
  return new TaskTable(counts)
}

/** Counts words, by way of a repartition topic. */
function wordCount(): StreamsBuilder {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .groupBy((word) => word, { name: 'by-word' })
    .count({ store: 'counts', key: string })
  return builder
}

test('a task reads the partitions of its number, by topic in order', (t) => {
  const builder = new StreamsBuilder()
  builder.stream(words).merge(builder.stream(users)).to(out)
  const table = tableOf(builder, { words: 1, users: 2 })
  t.deepEqual([...table.tasks.keys()], ['0_0', '0_1'])
  t.deepEqual(table.partitionsOf('0_0'), [
    { topic: 'users', partition: 0 },
    { topic: 'words', partition: 0 },
  ])
  t.deepEqual(table.partitionsOf('0_1'), [{ topic: 'users', partition: 1 }])
  t.deepEqual(table.partitionsOf('9_9'), [])
})

test('a partition is read by one task, or by none', (t) => {
  const table = tableOf(wordCount(), { words: 2 })
  t.is(table.taskOf({ topic: 'words', partition: 1 }), '0_1')
  t.is(table.taskOf({ topic: 'app-by-word-repartition', partition: 0 }), '1_0')
  t.is(table.taskOf({ topic: 'words', partition: 2 }), null)
})

test('tasks with changelogs have state', (t) => {
  const table = tableOf(wordCount(), { words: 2 })
  t.deepEqual([...table.statefulTasks], ['1_0', '1_1'])
  t.deepEqual(table.tasks.get('1_1')?.changelogs, [{ topic: 'app-counts-changelog', partition: 1, isSource: false }])
})

test('the ends of changelogs are asked for, but not of new ones', (t) => {
  const table = tableOf(wordCount(), { words: 2 })
  const changelog = 'app-counts-changelog'
  t.deepEqual(changelogQuestions(table, new Set()), {
    ends: [
      { topic: changelog, partition: 0 },
      { topic: changelog, partition: 1 },
    ],
    committed: [],
  })
  t.deepEqual(changelogQuestions(table, new Set([changelog])), { ends: [], committed: [] })
})

test('a source that is its own changelog ends where the group has committed', (t) => {
  const builder = new StreamsBuilder()
  builder.table(users, { store: 'users' }).toStream().to(out)
  const table = tableOf(builder, { users: 1 }, 'all')
  t.deepEqual(changelogQuestions(table, new Set()), { ends: [], committed: [{ topic: 'users', partition: 0 }] })
})

test("the state of a task ends at the sum of its changelogs' ends", (t) => {
  const builder = new StreamsBuilder()
  const table = builder.table(users, { store: 'users' })
  builder
    .stream(words)
    .toTable({ store: 'words', ...serdes })
    .join(table, (word, user) => word + user)
    .toStream()
    .to(out)
  const ends = new Map([
    ['app-words-changelog-0', 7],
    ['app-users-changelog-0', 40],
    ['app-users-changelog-1', 3],
  ])
  const sums = endOffsetSums(tableOf(builder, { words: 3, users: 3 }), ends)
  t.deepEqual(
    [...sums],
    [
      ['0_0', 47],
      ['0_1', 3],
      ['0_2', 0],
    ],
  )
})
