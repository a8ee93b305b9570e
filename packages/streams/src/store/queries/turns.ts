/**
 * The turns of all who read the stores of a thread from outside: one at a time, of a few milliseconds at most, with a
 * turn for everything else in between. However many read, processing waits for one of them, never for two in a row.
 */
import type { Clock } from '@millrace/core/host'
import { Turn } from '../contract/turn.ts'

export interface TurnsOptions {
  readonly clock: Pick<Clock, 'elapsedMs' | 'soon'>
  /** How long a turn is; a row that takes longer is the last one of its turn. */
  readonly turnMs?: number
}

const defaultTurnMs = 2

export class Turns {
  readonly #clock: TurnsOptions['clock']
  readonly #turnMs: number
  readonly #elapsedMs: () => number
  readonly #waiting: ((turn: Turn) => void)[] = []
  #isDue = false

  constructor({ clock, turnMs = defaultTurnMs }: TurnsOptions) {
    this.#clock = clock
    this.#turnMs = turnMs
    this.#elapsedMs = () => clock.elapsedMs()
  }

  /** Reads when its turn has come. */
  next<T>(read: (turn: Turn) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push((turn) => {
        try {
          resolve(turn.take(() => read(turn)))
        } catch (error) {
          reject(error)
        }
      })
      this.#arm()
    })
  }

  #arm(): void {
    if (this.#isDue || this.#waiting.length === 0) return
    this.#isDue = true
    this.#clock.soon(() => {
      this.#isDue = false
      this.#waiting.shift()?.(new Turn(this.#elapsedMs, this.#turnMs))
      this.#arm()
    })
  }
}
