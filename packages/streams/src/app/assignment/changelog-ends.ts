/**
 * Where the state of each task ends: the sum of the end offsets of its changelogs. A changelog that is a topic which the
 * task reads anyway ends where the group has committed: what comes after has not been processed by anybody. One that
 * has just been created is empty, and nobody needs to be asked.
 */
import { partitionName, type TopicPartition } from '@millrace/core'
import type { TaskId } from './task-id.ts'
import type { ChangelogPartition, TaskTable } from './task-table.ts'

/** What has to be asked of the cluster. */
export interface ChangelogQuestions {
  /** Where these end. */
  readonly ends: readonly TopicPartition[]
  /** What the group has committed for these. */
  readonly committed: readonly TopicPartition[]
}

export function changelogQuestions(table: TaskTable, created: ReadonlySet<string>): ChangelogQuestions {
  const all = [...table.tasks.values()]
    .flatMap(({ changelogs }) => changelogs)
    .filter(({ topic }) => !created.has(topic))
  const of = (wanted: boolean) => all.filter(({ isSource }) => isSource === wanted).map(plain)
  return { ends: of(false), committed: of(true) }
}

/** @param offsets by partition, as `topic-3`; what is not there counts as the start */
export function endOffsetSums(table: TaskTable, offsets: ReadonlyMap<string, number>): ReadonlyMap<TaskId, number> {
  return new Map(
    [...table.statefulTasks].map((task) => {
      const changelogs = table.tasks.get(task)?.changelogs ?? []
      const sum = changelogs.reduce((total, one) => total + (offsets.get(partitionName(one)) ?? 0), 0)
      return [task, Math.min(sum, Number.MAX_SAFE_INTEGER)]
    }),
  )
}

function plain({ topic, partition }: ChangelogPartition): TopicPartition {
  return { topic, partition }
}
