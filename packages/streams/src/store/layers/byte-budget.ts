/** The plain form of what caches share: a number of bytes, and how much of it is used. */
import type { CacheBudget } from '../contract/state-store.ts'

export class ByteBudget implements CacheBudget {
  readonly #bytesMax: number
  #usedBytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  get usedBytes(): number {
    return this.#usedBytes
  }

  grow(bytes: number): boolean {
    this.#usedBytes += bytes
    return this.#usedBytes > this.#bytesMax
  }
}
