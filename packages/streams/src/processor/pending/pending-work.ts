/**
 * What the asynchronous operators of one task wait for. Results come in at any time, but go on only when the task
 * delivers them: between records, on its own thread. A task that has not settled has records that are neither
 * written nor to be forgotten, so it must not commit.
 */
import type { AsyncLimits } from './async-options.ts'
import type { Job, Outcome } from './job.ts'
import { Lane } from './lane.ts'

interface Result {
  readonly lane: Lane
  readonly job: Job
  readonly outcome: Outcome
}

export class PendingWork {
  readonly #wallClock: () => number
  readonly #lanes: Lane[] = []
  readonly #results: Result[] = []
  /** Resolves the promise that others wait for. */
  #waker: (() => void) | null = null
  #change: Promise<void> | null = null

  constructor(wallClock: () => number) {
    this.#wallClock = wallClock
  }

  addLane(limits: AsyncLimits): Lane {
    const lane: Lane = new Lane({
      limits,
      wallClock: this.#wallClock,
      settled: (job, outcome) => {
        this.#results.push({ lane, job, outcome })
        this.#wake()
      },
      rested: () => this.#wake(),
    })
    this.#lanes.push(lane)
    return lane
  }

  /** Nothing is waited for, and all that was has gone on. */
  get isSettled(): boolean {
    for (const { pending } of this.#lanes) if (pending > 0) return false
    return true
  }

  /** Some operator has as much as it can take. */
  get isFull(): boolean {
    for (const { isFull } of this.#lanes) if (isFull) return true
    return false
  }

  /** Whether calls are under way, rather than resting until the clock has moved. */
  get isRunning(): boolean {
    return this.#lanes.some((lane) => lane.isRunning)
  }

  get hasResults(): boolean {
    return this.#results.length > 0
  }

  /** When a call takes too long, or is made again; Infinity if none is. */
  get nextMs(): number {
    return this.#lanes.reduce((nextMs, lane) => Math.min(nextMs, lane.nextMs), Number.POSITIVE_INFINITY)
  }

  tick(nowMs: number): void {
    for (const lane of this.#lanes) lane.tick(nowMs)
  }

  /** Lets the results that are there go on, each once; true if there were any. */
  deliver(): boolean {
    let hasDelivered = false
    for (let result = this.#results.shift(); result !== undefined; result = this.#results.shift()) {
      hasDelivered = true
      result.lane.delivered()
      result.job.deliver(result.outcome)
    }
    return hasDelivered
  }

  /** Resolves once a call is over: then there is something to deliver, or it rests until the clock has moved. */
  whenChanged(): Promise<void> {
    if (this.hasResults) return Promise.resolve()
    this.#change ??= new Promise((resolve) => {
      this.#waker = resolve
    })
    return this.#change
  }

  #wake(): void {
    this.#waker?.()
    this.#waker = null
    this.#change = null
  }
}
