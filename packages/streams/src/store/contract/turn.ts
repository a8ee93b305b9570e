/**
 * A turn of somebody who reads a store from outside, while its task works on: so many milliseconds of plain calls. A
 * task's own reads have none. By it the layers of a store know for whom they look: what is kept, and in which order it
 * goes, does not change by looks from outside, and nothing that a commit or a close could disturb stays open between
 * two turns. Only one turn is taken at a time, since all of it is synchronous.
 */

/** What lets go at the end of a turn, and begins anew in another. */
export interface Resting {
  rest(): void
}

/** Thrown out of a walk that passes over rows nobody wants, when the turn is over: asked again, it goes on there. */
export const turnIsOver = new Error('the turn of a reader is over')

/** The time is not asked for at each row. */
const rowsBetweenLooks = 32

export class Turn {
  static #now: Turn | null = null
  readonly #elapsedMs: () => number
  readonly #endMs: number
  readonly #resting: Resting[] = []
  #rows = 0
  #isOver = false

  /** A turn without an end is for those who read one row. */
  constructor(elapsedMs: () => number = () => 0, durationMs: number = Number.POSITIVE_INFINITY) {
    this.#elapsedMs = elapsedMs
    this.#endMs = elapsedMs() + durationMs
  }

  /** The turn in which stores are read just now; null while their tasks have them. */
  static get now(): Turn | null {
    return Turn.#now
  }

  /** Reads within the turn; at its end, whatever was opened rests. */
  take<T>(read: () => T): T {
    const outer = Turn.#now
    Turn.#now = this
    try {
      return read()
    } finally {
      Turn.#now = outer
      for (const resting of this.#resting) resting.rest()
      this.#resting.length = 0
    }
  }

  restsAtEnd(resting: Resting): void {
    this.#resting.push(resting)
  }

  /** Counts a row that was looked at; true if the turn is over. */
  passesRow(): boolean {
    this.#rows += 1
    if (this.#rows % rowsBetweenLooks === 0) this.#isOver ||= this.#elapsedMs() >= this.#endMs
    return this.#isOver
  }
}
