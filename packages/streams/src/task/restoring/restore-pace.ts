/** How fast a changelog is restored, and how long it will go on. Time is counted from the first record on. */
import type { RestoreProgress } from './restore-event.ts'

const msPerSecond = 1_000

export class RestorePace {
  readonly #startOffset: number
  readonly #beganMs: number
  #records = 0

  constructor(startOffset: number, beganMs: number) {
    this.#startOffset = startOffset
    this.#beganMs = beganMs
  }

  get records(): number {
    return this.#records
  }

  add(records: number): void {
    this.#records += records
  }

  durationMs(nowMs: number): number {
    return nowMs - this.#beganMs
  }

  at(nowMs: number, { offset, endOffset }: { offset: number; endOffset: number | null }): RestoreProgress {
    const durationMs = this.durationMs(nowMs)
    const perSecond = (count: number) => (durationMs <= 0 ? 0 : (count * msPerSecond) / durationMs)
    const offsetsPerSecond = perSecond(offset - this.#startOffset)
    const offsetsLeft = endOffset === null ? null : Math.max(endOffset - offset, 0)
    const isKnown = offsetsLeft !== null && (offsetsLeft === 0 || offsetsPerSecond > 0)
    const timeLeftMs = isKnown ? (offsetsLeft === 0 ? 0 : (offsetsLeft * msPerSecond) / offsetsPerSecond) : null
    const records = this.#records
    return { offset, endOffset, records, recordsPerSecond: perSecond(records), offsetsLeft, timeLeftMs }
  }
}
