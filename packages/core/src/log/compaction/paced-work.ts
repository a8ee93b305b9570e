/**
 * Drives a pass: a step, a turn for everybody else, the next step. On top of that the pass may be held to so
 * many bytes a second, read and written, so that it leaves the disk to others.
 */
import type { Clock, Timer } from '../../host/clock.ts'
import type { Pause } from './slice.ts'

export interface Pace {
  readonly clock: Clock
  /** Default: no limit. */
  readonly maxIoBytesPerSecond?: number | undefined
}

export class PacedWork<Outcome> {
  /** Kept with what the work came to, or with null when it was stopped; broken with what it threw. */
  readonly done: Promise<Outcome | null>
  readonly #work: Generator<Pause, Outcome>
  readonly #pace: Pace
  readonly #beganMs: number
  #finish: (outcome: Outcome | null) => void = () => {}
  #fail: (problem: unknown) => void = () => {}
  #bytes = 0
  #timer: Timer | undefined
  #isStopping = false
  #canStop = true

  constructor(work: Generator<Pause, Outcome>, pace: Pace) {
    this.done = new Promise((resolve, reject) => {
      this.#finish = resolve
      this.#fail = reject
    })
    this.#work = work
    this.#pace = pace
    this.#beganMs = pace.clock.elapsedMs()
    this.#later(0)
  }

  /** Stops the work as soon as it can be: `done` is kept when nothing of it is left, which is to be awaited. */
  stop(): void {
    this.#isStopping = true
    if (this.#timer === undefined || !this.#canStop) return
    this.#timer.cancel()
    this.#later(0)
  }

  #later(delayMs: number): void {
    const { clock } = this.#pace
    const run = () => {
      this.#timer = undefined
      this.#step(() => this.#work.next())
    }
    this.#timer = delayMs > 0 ? clock.after(delayMs, run) : clock.soon(run)
  }

  #step(step: () => IteratorResult<Pause, Outcome>): void {
    try {
      if (this.#isStopping && this.#canStop) {
        this.#work.return(undefined as never)
        this.#finish(null)
        return
      }
      const { done, value } = step()
      if (done === true) this.#finish(value)
      else this.#rest(value)
    } catch (problem) {
      this.#fail(problem)
    }
  }

  #rest(pause: Pause): void {
    this.#bytes += pause.bytes
    this.#canStop = pause.kind === 'slice' || !pause.mustGoOn
    if (pause.kind === 'slice') this.#later(this.#owedMs())
    else
      pause.done.then(
        () => this.#goOn(),
        (problem) => this.#step(() => this.#work.throw(problem)),
      )
  }

  /** After a wait. While files are being exchanged, what is owed is owed later. */
  #goOn(): void {
    const owedMs = this.#canStop && !this.#isStopping ? this.#owedMs() : 0
    if (owedMs > 0) this.#later(owedMs)
    else this.#step(() => this.#work.next())
  }

  /** How much longer the bytes so far should have taken. */
  #owedMs(): number {
    const { clock, maxIoBytesPerSecond = Number.POSITIVE_INFINITY } = this.#pace
    const dueMs = (1000 * this.#bytes) / maxIoBytesPerSecond
    return dueMs - (clock.elapsedMs() - this.#beganMs)
  }
}
