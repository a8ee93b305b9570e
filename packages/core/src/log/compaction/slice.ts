/**
 * How a pass shares the process with those who append: it works for a few milliseconds or a megabyte, and then
 * lets the others have their turn. A pass is a generator; what it yields says why it stopped, and whoever
 * drives it says when it goes on. What would hold the process up for longer in one piece is waited for: the
 * disk's syncs, and codecs at work on large batches.
 */
import type { Clock } from '../../host/clock.ts'
import type { LongCall, Steps } from '../../records/compression/steps.ts'

/** So many bytes were read or written since the last pause, and perhaps something else is to be finished first. */
export type Pause =
  | { readonly kind: 'slice'; readonly bytes: number }
  /** While `mustGoOn`, files are being exchanged, and the pass cannot be stopped between two steps. */
  | { readonly kind: 'wait'; readonly bytes: number; readonly done: Promise<void>; readonly mustGoOn: boolean }

export interface SliceLimits {
  readonly bytes: number
  readonly ms: number
}

export interface SliceOptions {
  readonly clock: Clock
  readonly limits?: SliceLimits | undefined
  /** False: codecs work on this thread, in long pieces, so that a run can be repeated exactly. Default: true. */
  readonly usesThreads?: boolean | undefined
}

const defaultLimits: SliceLimits = { bytes: 1024 * 1024, ms: 2 }
/** Looking at the clock costs a tenth of what a short record does. */
const PIECES_BETWEEN_LOOKS = 16
const BYTES_BETWEEN_LOOKS = 16 * 1024

export class Slice {
  readonly #clock: Clock
  readonly #limits: SliceLimits
  readonly #usesThreads: boolean
  #bytes = 0
  #worked = 0
  #pieces = 0
  #beganMs = 0

  constructor({ clock, limits = defaultLimits, usesThreads = true }: SliceOptions) {
    this.#clock = clock
    this.#limits = limits
    this.#usesThreads = usesThreads
    this.#begin()
  }

  /**
   * Notes work on a piece, a record or a batch, that has so many bytes on the disk, and perhaps more when inflated.
   * Tells whether it is time to pause.
   */
  spend(bytes: number, inflatedBytes = bytes): boolean {
    this.#bytes += bytes
    if (this.#bytes >= this.#limits.bytes) return true
    this.#worked += inflatedBytes
    if (++this.#pieces < PIECES_BETWEEN_LOOKS && this.#worked < BYTES_BETWEEN_LOOKS) return false
    this.#pieces = 0
    this.#worked = 0
    return this.#isOver()
  }

  *pause(): Generator<Pause, void> {
    yield { kind: 'slice', bytes: this.#bytes }
    this.#begin()
  }

  /** Waits for something, and gives what it came to. */
  *wait<Result>(promise: Promise<Result>, { mustGoOn }: { mustGoOn: boolean }): Generator<Pause, Result> {
    let result!: Result
    const note = (found: Result) => {
      result = found
    }
    yield { kind: 'wait', bytes: this.#bytes, done: promise.then(note), mustGoOn }
    this.#begin()
    return result
  }

  /** Carries out a codec's steps; its long calls are made elsewhere. */
  *carryOut<Result>(steps: Steps<Result>): Generator<Pause, Result> {
    let step = steps.next([])
    while (step.done !== true) {
      let pieces: readonly Buffer[] = []
      try {
        if (step.value !== null) pieces = yield* this.#call(step.value)
        else if (this.#isOver()) yield* this.pause()
      } catch (problem) {
        step = steps.throw(problem)
        continue
      }
      step = steps.next(pieces)
    }
    return step.value
  }

  *#call({ here, elsewhere }: LongCall): Generator<Pause, readonly Buffer[]> {
    return this.#usesThreads ? yield* this.wait(elsewhere(), { mustGoOn: false }) : here()
  }

  #isOver(): boolean {
    return this.#clock.elapsedMs() - this.#beganMs >= this.#limits.ms
  }

  #begin(): void {
    this.#bytes = 0
    this.#worked = 0
    this.#pieces = 0
    this.#beganMs = this.#clock.elapsedMs()
  }
}
