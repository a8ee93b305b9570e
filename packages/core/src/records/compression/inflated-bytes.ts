/** A buffer that grows with what a decoder appends, and that refuses to pass its limit. */
import { tooLarge } from './codec.ts'
import { COPIED_A_STEP, type Steps } from './steps.ts'

/** Up to this size a loop beats a call that copies. */
const LOOP_BYTES = 24

export class InflatedBytes {
  readonly #maxBytes: number
  #bytes: Buffer
  #length = 0

  constructor(expectedBytes: number, maxBytes: number) {
    this.#maxBytes = maxBytes
    this.#bytes = Buffer.allocUnsafe(Math.min(expectedBytes, maxBytes))
  }

  get length(): number {
    return this.#length
  }

  /** All that was appended so far, as a view. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  /**
   * Makes room for so many bytes more, in steps where many have to be copied for that: what is appended without it
   * gets its room as well, at once.
   */
  *makeRoom(count: number): Steps<void> {
    const length = this.#length
    const capacity = Math.min(length + count, this.#maxBytes)
    if (length < COPIED_A_STEP || capacity <= this.#bytes.length) return
    const grown = this.#larger(capacity)
    for (let at = 0; at < length; at += COPIED_A_STEP) {
      this.#bytes.copy(grown, at, at, Math.min(at + COPIED_A_STEP, length))
      yield null
    }
    this.#bytes = grown
  }

  append(source: Buffer, start: number, count: number): void {
    const target = this.#take(count)
    if (count > LOOP_BYTES) source.copy(this.#bytes, target, start, start + count)
    else for (let index = 0; index < count; index++) this.#bytes[target + index] = source[start + index] as number
  }

  /** Repeats what lies `distance` bytes back; a count beyond the distance repeats the repetition. */
  repeat(distance: number, count: number): void {
    const target = this.#take(count)
    const bytes = this.#bytes
    const from = target - distance
    if (count <= LOOP_BYTES) {
      for (let index = 0; index < count; index++) bytes[target + index] = bytes[from + index] as number
      return
    }
    // Each round may copy all that lies between `from` and its target, which the round before has lengthened.
    for (let copied = 0; copied < count; ) {
      const round = Math.min(count - copied, distance + copied)
      bytes.copyWithin(target + copied, from, from + round)
      copied += round
    }
  }

  /** The place of the next `count` bytes. */
  #take(count: number): number {
    const target = this.#length
    const length = target + count
    if (length > this.#bytes.length) this.#grow(length)
    this.#length = length
    return target
  }

  #grow(length: number): void {
    if (length > this.#maxBytes) throw tooLarge(this.#maxBytes, `${length} or more`)
    const grown = this.#larger(length)
    this.#bytes.copy(grown, 0, 0, this.#length)
    this.#bytes = grown
  }

  #larger(length: number): Buffer {
    return Buffer.allocUnsafe(Math.min(Math.max(length, 2 * this.#bytes.length), this.#maxBytes))
  }
}
