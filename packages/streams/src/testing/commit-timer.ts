/**
 * When a driven task commits: after each record, as Java's TopologyTestDriver does, or as in production, when the
 * commit interval of the wall clock is over or a processor has asked for it. Until then caches hold rows back.
 */
import { type Duration, durationMs } from '../time/duration.ts'

export class CommitTimer {
  /** Null for a commit after each record. */
  readonly #intervalMs: number | null
  #lastMs: number

  constructor(interval: Duration | null, nowMs: number) {
    this.#intervalMs = interval === null ? null : durationMs(interval, 'commit interval', { mayBeEndless: true })
    this.#lastMs = nowMs
  }

  isDue(nowMs: number, { isRequested }: { isRequested: boolean }): boolean {
    return this.#intervalMs === null || isRequested || nowMs - this.#lastMs >= this.#intervalMs
  }

  committed(nowMs: number): void {
    this.#lastMs = nowMs
  }
}
