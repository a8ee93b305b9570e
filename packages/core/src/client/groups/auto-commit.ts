/** Commits how far the program has come, on an interval and when it is told to; what did not move is left out. */
import type { Clock, Timer } from '../../host/clock.ts'
import type { OffsetToCommit } from '../transactions/group-offsets.ts'
import { partitionName } from './assignment.ts'

export interface AutoCommitParts {
  readonly clock: Clock
  readonly intervalMs: number
  readonly positions: () => Iterable<OffsetToCommit>
  /** Whether the member is one that commits are taken from, outside of rebalances. */
  readonly mayCommit: () => boolean
  readonly commit: (offsets: readonly OffsetToCommit[]) => Promise<void>
  /** Hears of commits on the interval that failed; the next one covers them. */
  readonly onProblem: (problem: unknown) => void
}

export class AutoCommit {
  readonly #parts: AutoCommitParts
  readonly #committed = new Map<string, number>()
  #timer: Timer | undefined
  #isUnderWay = false
  #isRunning = false

  constructor(parts: AutoCommitParts) {
    this.#parts = parts
  }

  start(): void {
    this.#isRunning = true
    this.#timer?.cancel()
    this.#timer = this.#parts.clock.after(this.#parts.intervalMs, () => this.#tick())
  }

  stop(): void {
    this.#isRunning = false
    this.#timer?.cancel()
  }

  /** Commits what has moved since it was last committed here. */
  async now(): Promise<void> {
    const moved = Array.from(this.#parts.positions()).filter((one) => {
      return this.#committed.get(partitionName(one)) !== one.offset
    })
    if (moved.length === 0) return
    await this.#parts.commit(moved)
    for (const one of moved) this.#committed.set(partitionName(one), one.offset)
  }

  /** Others may have committed for these partitions since. */
  forget(): void {
    this.#committed.clear()
  }

  #tick(): void {
    if (!this.#isUnderWay && this.#parts.mayCommit()) {
      this.#isUnderWay = true
      this.now()
        .catch((problem) => this.#parts.onProblem(problem))
        .finally(() => {
          this.#isUnderWay = false
        })
    }
    if (this.#isRunning) this.start()
  }
}
