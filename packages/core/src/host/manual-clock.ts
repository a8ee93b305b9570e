/**
 * A clock that a test moves by hand. Timers fire in the order of their due times while time is moved
 * over them, and see the time at which they were due.
 */
import assert from 'node:assert/strict'
import type { Clock, Timer } from './clock.ts'

interface Pending {
  readonly dueMs: number
  readonly run: () => void
}

/** So many timers at one moment are timers that set each other for ever. */
const FIRED_AT_ONCE_MAX = 100_000

export class ManualClock implements Clock {
  #nowMs: number
  #elapsedMs = 0
  #isAdvancing = false
  /** In the order in which they fall due; of those that fall due together, in the order in which they were set. */
  readonly #pending: Pending[] = []

  constructor(startMs = 1_700_000_000_000) {
    this.#nowMs = startMs
  }

  /** Timers that are set and have not fired. */
  get pendingTimers(): number {
    return this.#pending.length
  }

  /** Whole, as a machine's is, though a timer may fall due in between. */
  nowMs(): number {
    return Math.floor(this.#nowMs)
  }

  elapsedMs(): number {
    return this.#elapsedMs
  }

  after(delayMs: number, run: () => void): Timer {
    const pending = { dueMs: this.#elapsedMs + Math.max(0, delayMs), run }
    this.#pending.splice(this.#placeBehind(pending.dueMs), 0, pending)
    return { cancel: () => this.#remove(pending) }
  }

  soon(run: () => void): Timer {
    return this.after(0, run)
  }

  /** Nothing: whoever moves the time keeps the process running. */
  hold(): Timer {
    return { cancel: () => {} }
  }

  /** Moves time forward, firing what falls due on the way, what timers set meanwhile included. */
  advance(durationMs: number): void {
    assert.ok(durationMs >= 0, `time moves forward only, not by ${durationMs} ms`)
    assert.ok(!this.#isAdvancing, 'a timer that fires cannot move the time')
    this.#isAdvancing = true
    try {
      this.#fireUntil(this.#elapsedMs + durationMs)
    } finally {
      this.#isAdvancing = false
    }
  }

  /** Sets the time of day without letting any pass: what an operator does to a machine's clock. */
  jumpTo(nowMs: number): void {
    this.#nowMs = nowMs
  }

  #fireUntil(untilMs: number): void {
    let firedAtOnce = 0
    for (let [next] = this.#pending; next !== undefined && next.dueMs <= untilMs; [next] = this.#pending) {
      firedAtOnce = next.dueMs > this.#elapsedMs ? 0 : firedAtOnce + 1
      assert.ok(firedAtOnce < FIRED_AT_ONCE_MAX, 'timers set each other without end, and no time passes')
      this.#move(next.dueMs)
      this.#pending.shift()
      next.run()
    }
    this.#move(untilMs)
  }

  #move(toElapsedMs: number): void {
    this.#nowMs += toElapsedMs - this.#elapsedMs
    this.#elapsedMs = toElapsedMs
  }

  #remove(pending: Pending): void {
    const place = this.#pending.indexOf(pending)
    if (place !== -1) this.#pending.splice(place, 1)
  }

  /** Behind the last timer that falls due by then. */
  #placeBehind(dueMs: number): number {
    let low = 0
    let high = this.#pending.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const isBefore = (this.#pending[middle]?.dueMs ?? dueMs) <= dueMs
      if (isBefore) low = middle + 1
      else high = middle
    }
    return low
  }
}
