/**
 * How far the state of each task has come that lies on this machine and nobody works on: what a process tells the leader
 * of its group, so that tasks come back to where their state is. Shared by the threads of a process.
 */
import type { TaskId } from '../assignment/task-id.ts'

export class StateOffsets {
  readonly #sums: Map<TaskId, number>

  /** @param offsets by task and changelog, as the disk has them */
  constructor(offsets: ReadonlyMap<TaskId, ReadonlyMap<string, number>>) {
    this.#sums = new Map(Array.from(offsets, ([task, ends]) => [task, sumOf(ends)]))
  }

  get all(): ReadonlyMap<TaskId, number> {
    return this.#sums
  }

  /** A thread works on the task, and speaks for it. */
  taken(task: TaskId): void {
    this.#sums.delete(task)
  }

  left(task: TaskId, sum: number): void {
    this.#sums.set(task, sum)
  }
}

function sumOf(ends: ReadonlyMap<string, number>): number {
  return [...ends.values()].reduce((sum, end) => sum + end, 0)
}
