/**
 * The calls of one asynchronous operator. So many are under way at once, one of each key, and the others wait for
 * their turn. What settles is handed to the task, in the order of settling; so records of one key keep their order.
 */
import type { AsyncLimits } from './async-options.ts'
import { CallTimeoutError } from './call-timeout-error.ts'
import type { Job, Outcome } from './job.ts'

export interface LaneOptions {
  readonly limits: AsyncLimits
  readonly wallClock: () => number
  readonly settled: (job: Job, outcome: Outcome) => void
  /** Called when a call is over that will be made again. */
  readonly rested: () => void
}

export class Lane {
  readonly #options: LaneOptions
  /** Those that have begun and not settled, resting ones included. */
  readonly #active = new Set<Job>()
  /** By key, those behind the one that has its turn. */
  readonly #behind = new Map<unknown, Job[]>()
  /** Those whose key is free, but not the operator. */
  readonly #waiting: Job[] = []
  #pending = 0

  constructor(options: LaneOptions) {
    this.#options = options
  }

  /** Records that have come in and not gone on. */
  get pending(): number {
    return this.#pending
  }

  /** So much waits behind what is under way that nothing more should come. */
  get isFull(): boolean {
    return this.#pending >= 2 * this.#options.limits.concurrency
  }

  get isRunning(): boolean {
    for (const job of this.#active) if (job.isRunning) return true
    return false
  }

  /** When an attempt is over or begins anew; Infinity if none does. */
  get nextMs(): number {
    let nextMs = Number.POSITIVE_INFINITY
    for (const { dueMs } of this.#active) nextMs = Math.min(nextMs, dueMs)
    return nextMs
  }

  submit(job: Job): void {
    this.#pending++
    const behind = this.#behind.get(job.identity)
    if (behind !== undefined) {
      behind.push(job)
      return
    }
    this.#behind.set(job.identity, [])
    this.#waiting.push(job)
    this.#startNext()
  }

  /** The job's record has gone on. */
  delivered(): void {
    this.#pending--
  }

  /** Ends attempts whose time is over, and begins those whose rest is. */
  tick(nowMs: number): void {
    for (const job of [...this.#active]) {
      if (job.dueMs > nowMs) continue
      if (!job.isRunning) {
        this.#start(job)
        continue
      }
      job.giveUp()
      const cause = new CallTimeoutError(this.#options.limits.timeoutMs, job.attempt)
      this.#settled(job, { isDone: false, cause })
    }
  }

  abort(): void {
    for (const job of this.#active) job.giveUp()
    this.#active.clear()
    this.#waiting.length = 0
    this.#behind.clear()
  }

  #startNext(): void {
    while (this.#active.size < this.#options.limits.concurrency) {
      const job = this.#waiting.shift()
      if (job === undefined) return
      this.#active.add(job)
      this.#start(job)
    }
  }

  #start(job: Job): void {
    job.dueMs = this.#options.wallClock() + this.#options.limits.timeoutMs
    job.start((outcome) => this.#settled(job, outcome))
  }

  #settled(job: Job, outcome: Outcome): void {
    const { retries, retryDelayMs } = this.#options.limits
    if (!outcome.isDone && job.attempt <= retries) {
      job.dueMs = this.#options.wallClock() + retryDelayMs * 2 ** (job.attempt - 1)
      this.#options.rested()
      return
    }
    this.#active.delete(job)
    this.#options.settled(job, outcome)
    this.#freeKey(job.identity)
    this.#startNext()
  }

  #freeKey(identity: unknown): void {
    const next = this.#behind.get(identity)?.shift()
    if (next === undefined) this.#behind.delete(identity)
    else this.#waiting.push(next)
  }
}
