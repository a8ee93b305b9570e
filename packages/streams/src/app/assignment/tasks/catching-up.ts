/** Who has how much of the state of a task: those that could go on with it, and whether others are nearer to it. */
import { runningOffsetSum } from '../protocol/protocol-versions.ts'
import type { TaskId } from '../task-id.ts'
import type { Share } from './share.ts'

/** How the processes stand to one task, which does not change while it is assigned. */
interface Standing {
  /** In the order of the processes. */
  readonly lags: readonly number[]
  readonly leastLag: number
  readonly caughtUp: ReadonlySet<Share>
}

export class CatchingUp {
  readonly #shares: readonly Share[]
  readonly #acceptableLag: number
  readonly #standings = new Map<TaskId, Standing>()

  constructor(shares: readonly Share[], acceptableLag: number) {
    this.#shares = shares
    this.#acceptableLag = acceptableLag
  }

  caughtUp(task: TaskId): ReadonlySet<Share> {
    return this.#of(task).caughtUp
  }

  /** Whether the task should wait until this process has caught up, since another is nearer to it. */
  shouldWaitFor(share: Share, task: TaskId): boolean {
    const { caughtUp, leastLag } = this.#of(task)
    return !caughtUp.has(share) && leastLag < share.lagOf(task)
  }

  /** Of those that are before this one, by lag and then by process, the first that may have the task. */
  nearestBefore(share: Share, task: TaskId, mayHave: (share: Share) => boolean): Share | null {
    const { lags } = this.#of(task)
    const limit = share.lagOf(task)
    let nearest: Share | null = null
    let leastLag = limit
    let isBefore = true
    this.#shares.forEach((one, index) => {
      if (one === share) isBefore = false
      const lag = lags[index] ?? limit
      const isNearer = lag < leastLag || (nearest === null && lag === limit && isBefore)
      if (!isNearer || !mayHave(one)) return
      nearest = one
      leastLag = lag
    })
    return nearest
  }

  #of(task: TaskId): Standing {
    const known = this.#standings.get(task)
    if (known !== undefined) return known
    const lags = this.#shares.map((share) => share.lagOf(task))
    const caughtUp = new Set(this.#shares.filter((_, index) => this.#isCaughtUp(lags[index] ?? 0)))
    const standing = { lags, leastLag: Math.min(...lags), caughtUp }
    this.#standings.set(task, standing)
    return standing
  }

  #isCaughtUp(lag: number): boolean {
    if (lag === runningOffsetSum || this.#acceptableLag === Number.POSITIVE_INFINITY) return true
    return lag >= 0 && lag <= this.#acceptableLag
  }
}
