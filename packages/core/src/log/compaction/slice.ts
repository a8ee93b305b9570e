/**
 * How a pass shares the process with those who append: it works for a few milliseconds or a megabyte, and then
 * lets the others have their turn. A pass is a generator; what it yields says why it stopped, and whoever
 * drives it says when it goes on.
 */
import type { Clock } from '../../host/clock.ts'

/** So many bytes were read or written, or the disk is to finish something first. */
export type Pause =
  | { readonly kind: 'slice'; readonly bytes: number }
  /** While `mustGoOn`, files are being exchanged, and the pass cannot be stopped between two steps. */
  | { readonly kind: 'disk'; readonly done: Promise<void>; readonly mustGoOn: boolean }

export interface SliceLimits {
  readonly bytes: number
  readonly ms: number
}

const defaultLimits: SliceLimits = { bytes: 1024 * 1024, ms: 2 }
/** Looking at the clock costs a tenth of what a short record does. */
const PIECES_BETWEEN_LOOKS = 16
const BYTES_BETWEEN_LOOKS = 16 * 1024

export class Slice {
  readonly #clock: Clock
  readonly #limits: SliceLimits
  #bytes = 0
  #nextLookAt = BYTES_BETWEEN_LOOKS
  #pieces = 0
  #beganMs = 0

  constructor(clock: Clock, limits: SliceLimits = defaultLimits) {
    this.#clock = clock
    this.#limits = limits
    this.#begin()
  }

  /** Notes work on a piece of so many bytes, a record or a batch. Tells whether it is time to pause. */
  spend(bytes: number): boolean {
    this.#bytes += bytes
    if (this.#bytes >= this.#limits.bytes) return true
    if (++this.#pieces < PIECES_BETWEEN_LOOKS && this.#bytes < this.#nextLookAt) return false
    this.#pieces = 0
    this.#nextLookAt = this.#bytes + BYTES_BETWEEN_LOOKS
    return this.#clock.elapsedMs() - this.#beganMs >= this.#limits.ms
  }

  *pause(): Generator<Pause, void> {
    yield { kind: 'slice', bytes: this.#bytes }
    this.#begin()
  }

  *disk(done: Promise<void>, { mustGoOn }: { mustGoOn: boolean }): Generator<Pause, void> {
    yield { kind: 'disk', done, mustGoOn }
    this.#begin()
  }

  #begin(): void {
    this.#bytes = 0
    this.#nextLookAt = BYTES_BETWEEN_LOOKS
    this.#beganMs = this.#clock.elapsedMs()
  }
}
