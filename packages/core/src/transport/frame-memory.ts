/**
 * Memory of large frames, used again by the frames that come after them. New memory for each would cost a producer's
 * broker a fifth of its time: the garbage collector runs for what lies outside of its heap, too.
 *
 * A frame is given back by whoever knows that nobody has kept any part of it; one that is not is simply forgotten.
 */

/** Smaller frames mostly are views of what was read. */
const LEAST_BYTES = 64 * 1024

/** What is kept for later: eight producers' largest requests. */
const KEPT_BYTES_MAX = 8 * 1024 * 1024

export class FrameMemory {
  /** Those that are free, by their size, a power of two. */
  readonly #free = new Map<number, Buffer[]>()
  readonly #made = new WeakMap<ArrayBufferLike, Buffer>()
  #keptBytes = 0

  /** What is free and waits to be used again. */
  get keptBytes(): number {
    return this.#keptBytes
  }

  /** A buffer for so many bytes that was used before; undefined where there is none. */
  reuse(size: number): Buffer | undefined {
    const found = this.#free.get(capacityFor(size))?.pop()
    if (found !== undefined) this.#keptBytes -= found.length
    return found
  }

  /** A buffer for at least so many bytes, new where there is none. */
  take(size: number): Buffer {
    return this.reuse(size) ?? this.#make(size)
  }

  /** Takes a frame back, of which no part is used any more. */
  giveBack(frame: Buffer): void {
    const whole = this.#made.get(frame.buffer)
    if (whole === undefined || this.#keptBytes + whole.length > KEPT_BYTES_MAX) return
    const free = this.#free.get(whole.length)
    if (free === undefined) this.#free.set(whole.length, [whole])
    else free.push(whole)
    this.#keptBytes += whole.length
  }

  #make(size: number): Buffer {
    const made = Buffer.allocUnsafeSlow(capacityFor(size))
    this.#made.set(made.buffer, made)
    return made
  }
}

function capacityFor(size: number): number {
  return Math.max(LEAST_BYTES, 2 ** Math.ceil(Math.log2(size)))
}
