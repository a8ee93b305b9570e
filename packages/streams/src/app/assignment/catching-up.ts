/** Who has how much of the state of a task: those that could go on with it, and whether others are nearer to it. */
import type { Share } from './share.ts'
import type { TaskId } from './task-id.ts'

export class CatchingUp {
  readonly #shares: readonly Share[]
  readonly #acceptableLag: number
  readonly #caughtUp = new Map<TaskId, ReadonlySet<Share>>()

  constructor(shares: readonly Share[], acceptableLag: number) {
    this.#shares = shares
    this.#acceptableLag = acceptableLag
  }

  caughtUp(task: TaskId): ReadonlySet<Share> {
    const known = this.#caughtUp.get(task)
    if (known !== undefined) return known
    const found = new Set(this.#shares.filter((share) => share.isCaughtUp(task, this.#acceptableLag)))
    this.#caughtUp.set(task, found)
    return found
  }

  /** Whether the task should wait until this process has caught up, since another is nearer to it. */
  shouldWaitFor(share: Share, task: TaskId): boolean {
    if (this.caughtUp(task).has(share)) return false
    return Math.min(...this.#shares.map((one) => one.lagOf(task))) < share.lagOf(task)
  }

  /** Of those that are before this one, by lag and then by process, the first that may have the task. */
  nearestBefore(share: Share, task: TaskId, mayHave: (share: Share) => boolean): Share | null {
    const order = this.#shares.toSorted((one, other) => one.lagOf(task) - other.lagOf(task))
    return order.slice(0, order.indexOf(share)).find(mayHave) ?? null
  }
}
