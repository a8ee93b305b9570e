/**
 * All tasks of an application: which partitions each reads, and where its state keeps its changes. The task of
 * partition 3 of a sub-topology reads partition 3 of each of its topics that has one.
 */
import { partitionName, type TopicPartition } from '@millrace/core'
import { type PartitionCounts, taskCount } from '../topics/partition-counts.ts'
import type { TopicGroup } from '../topics/topic-groups.ts'
import { type TaskId, taskId } from './task-id.ts'

export interface TaskPlan {
  readonly id: TaskId
  /** By topic, in order. */
  readonly partitions: readonly TopicPartition[]
  /** Empty for tasks without state that would have to be restored. */
  readonly changelogs: readonly ChangelogPartition[]
}

export interface ChangelogPartition extends TopicPartition {
  /** Whether it is a topic that the task reads anyway. */
  readonly isSource: boolean
}

export class TaskTable {
  /** By id, in order. */
  readonly tasks: ReadonlyMap<TaskId, TaskPlan>
  readonly statefulTasks: ReadonlySet<TaskId>
  readonly #byPartition: ReadonlyMap<string, TaskId>

  constructor({ groups, sourceTopics }: Pick<PartitionCounts, 'groups' | 'sourceTopics'>) {
    const plans = groups.flatMap((group) => plansOf(group, sourceTopics))
    this.tasks = new Map(plans.map((plan) => [plan.id, plan]))
    this.statefulTasks = new Set(plans.filter(({ changelogs }) => changelogs.length > 0).map(({ id }) => id))
    this.#byPartition = new Map(
      plans.flatMap(({ id, partitions }) => partitions.map((one): [string, TaskId] => [partitionName(one), id])),
    )
  }

  /** The task that reads a partition; null for one that none does. */
  taskOf(partition: TopicPartition): TaskId | null {
    return this.#byPartition.get(partitionName(partition)) ?? null
  }

  /** What a task reads; nothing for a task that is not there. */
  partitionsOf(task: TaskId): readonly TopicPartition[] {
    return this.tasks.get(task)?.partitions ?? []
  }
}

function plansOf(group: TopicGroup, sourceTopics: ReadonlyMap<string, number>): TaskPlan[] {
  const topics = group.sources.toSorted()
  const changelogs = new Map(group.changelogs.map(({ name, isSource }) => [name, isSource]))
  return Array.from({ length: taskCount(group, sourceTopics) }, (_, partition) => ({
    id: taskId(group.subtopology, partition),
    partitions: topics
      .filter((topic) => partition < (sourceTopics.get(topic) ?? 0))
      .map((topic) => ({ topic, partition })),
    changelogs: Array.from(changelogs, ([topic, isSource]) => ({ topic, partition, isSource })),
  }))
}
