/**
 * Makes a log durable, up to an offset, and knows how far it has come: the recovery point, before which
 * nothing needs to be looked at after a crash. Many may ask at once: while one flush is under way the
 * others wait for one more, which serves them all (group commit).
 */

export class Flusher {
  readonly #flushUpTo: (from: number, to: number) => Promise<void>
  #recoveryPoint: number
  #wanted: number
  #underWay: Promise<void> | null = null
  /** How many flushes have begun, and the number of the last one that came to a good end. */
  #begun = 0
  #ended = 0

  /** `flushUpTo` makes what lies between two offsets durable. */
  constructor(recoveryPoint: number, flushUpTo: (from: number, to: number) => Promise<void>) {
    this.#flushUpTo = flushUpTo
    this.#recoveryPoint = recoveryPoint
    this.#wanted = recoveryPoint
  }

  get recoveryPoint(): number {
    return this.#recoveryPoint
  }

  /** Kept when all before the offset is durable. */
  async flush(upTo: number): Promise<void> {
    this.#wanted = Math.max(this.#wanted, upTo)
    while (this.#recoveryPoint < upTo) {
      this.#underWay ??= this.#flushWanted()
      await this.#underWay
    }
  }

  /** The same, also where the records are durable already, since something that belongs to them is not. */
  async flushAnew(upTo: number): Promise<void> {
    this.#wanted = Math.max(this.#wanted, upTo)
    const begunBefore = this.#begun
    while (this.#ended <= begunBefore || this.#recoveryPoint < upTo) {
      this.#underWay ??= this.#flushWanted()
      await this.#underWay
    }
  }

  /** Kept when no flush is under way. */
  async settled(): Promise<void> {
    await this.#underWay?.catch(() => {}) // whoever asked for it heard of the failure
  }

  async #flushWanted(): Promise<void> {
    // What is asked for in this very turn is flushed together.
    await Promise.resolve()
    const upTo = this.#wanted
    const number = ++this.#begun
    try {
      await this.#flushUpTo(this.#recoveryPoint, upTo)
      this.#ended = number
      this.#recoveryPoint = Math.max(this.#recoveryPoint, upTo)
    } finally {
      this.#underWay = null
    }
  }
}
