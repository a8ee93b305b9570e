/**
 * Random numbers: the machine's own for producer ids, member ids and backoff, or a seeded stream that
 * gives the same numbers for the same seed, so that a simulation can replay what it met.
 */
import assert from 'node:assert/strict'
import { randomFillSync } from 'node:crypto'

export interface Random {
  /** At least 0 and below 1. */
  fraction(): number
  /** A whole number, at least 0 and below `limit`, which is 1 or more. */
  below(limit: number): number
  bytes(length: number): Buffer
}

/** The machine's own randomness. */
export const systemRandom: Random = {
  fraction: () => Math.random(),
  below: (limit) => below(limit, Math.random()),
  bytes: (length) => randomFillSync(Buffer.allocUnsafe(length)),
}

/** A stream of numbers that follows from its seed (Mulberry32: small, fast, and not for secrets). */
export class SeededRandom implements Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000
  }

  below(limit: number): number {
    return below(limit, this.fraction())
  }

  bytes(length: number): Buffer {
    return Buffer.from(Uint8Array.from({ length }, () => this.below(256)))
  }

  /** Whether a thing of this likelihood happens. */
  chance(likelihood: number): boolean {
    return this.fraction() < likelihood
  }

  /** A stream of its own that follows from this one, so that one part's draws don't shift another's. */
  fork(): SeededRandom {
    return new SeededRandom(this.below(0x100000000))
  }
}

function below(limit: number, fraction: number): number {
  if (!(limit >= 1)) assert.fail(`expected a limit of 1 or more, found ${limit}`)
  return Math.floor(fraction * limit)
}
