/**
 * Handing tasks over while all others go on: a task that is to move is given to nobody for one round. Its owner sees
 * that it is gone and gives it up, its new thread is told to join again at once, and then the task is free. A thread
 * that has state of it keeps that until then, as a standby.
 */
import { partitionName, type TopicPartition } from '@millrace/core'
import type { ClientOfMembers } from './members.ts'
import type { TaskId } from './task-id.ts'
import type { TaskTable } from './task-table.ts'
import type { ThreadTasks } from './thread-tasks.ts'

/** What a thread gets in this round. */
export interface ThreadShare {
  /** With the task of each, in their order. A task is given whole or not at all. */
  readonly partitions: readonly TopicPartition[]
  readonly activeTasks: readonly TaskId[]
  readonly standbyTasks: readonly TaskId[]
  /** Tasks that it gets when others have given them up. */
  readonly waiting: readonly TaskId[]
}

export class Handover {
  readonly #table: TaskTable
  /** Who says that it owns a partition, by its name. */
  readonly #owners = new Map<string, Set<string>>()

  constructor(table: TaskTable, clients: readonly ClientOfMembers[]) {
    this.#table = table
    for (const { memberId, owned } of clients.flatMap(({ members }) => members)) {
      for (const partition of owned) {
        const name = partitionName(partition)
        this.#owners.set(name, (this.#owners.get(name) ?? new Set()).add(memberId))
      }
    }
  }

  shareOf(memberId: string, client: ClientOfMembers, tasks: ThreadTasks): ThreadShare {
    const waiting = tasks.active.filter((task) => !this.#isFree(task, memberId))
    const given = tasks.active
      .filter((task) => !waiting.includes(task))
      .flatMap((task) => this.#table.partitionsOf(task).map((partition) => ({ task, partition })))
      .sort((one, other) => comparePartitions(one.partition, other.partition))
    const kept = waiting.filter((task) => client.previousStandby.has(task) && this.#table.statefulTasks.has(task))
    return {
      partitions: given.map(({ partition }) => partition),
      activeTasks: given.map(({ task }) => task),
      standbyTasks: [...tasks.standby, ...kept],
      waiting,
    }
  }

  #isFree(task: TaskId, memberId: string): boolean {
    return this.#table.partitionsOf(task).every((partition) => {
      const owners = this.#owners.get(partitionName(partition))
      return owners === undefined || owners.has(memberId)
    })
  }
}

/** By topic and number, as both sides of an assignment have it: the tasks of partitions are told by their order. */
export function comparePartitions(one: TopicPartition, other: TopicPartition): number {
  if (one.topic !== other.topic) return one.topic < other.topic ? -1 : 1
  return one.partition - other.partition
}
