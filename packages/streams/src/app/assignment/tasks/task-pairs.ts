/**
 * Which tasks have been put together on one process. Tasks that are always together are busy together: of processes
 * that are filled alike, the one is better where a task meets others for the first time.
 */
import type { TaskId } from '../task-id.ts'

export class TaskPairs {
  readonly #met = new Map<TaskId, Set<TaskId>>()

  add(task: TaskId, others: Iterable<TaskId>): void {
    for (const other of others) {
      this.#of(task).add(other)
      this.#of(other).add(task)
    }
  }

  /** Whether there is one among them that it has not been with. */
  hasNew(task: TaskId, others: Iterable<TaskId>): boolean {
    const met = this.#of(task)
    for (const other of others) if (!met.has(other)) return true
    return false
  }

  #of(task: TaskId): Set<TaskId> {
    const known = this.#met.get(task)
    if (known !== undefined) return known
    const made = new Set<TaskId>()
    this.#met.set(task, made)
    return made
  }
}
