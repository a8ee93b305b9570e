/**
 * Frames that have come on a connection and wait for those before them, in their order.
 */
export class FrameQueue {
  #frames: Buffer[] = []
  #taken = 0
  #bytes = 0

  get length(): number {
    return this.#frames.length - this.#taken
  }

  /** Of all that wait. */
  get bytes(): number {
    return this.#bytes
  }

  push(frame: Buffer): void {
    this.#frames.push(frame)
    this.#bytes += frame.length
  }

  take(): Buffer | undefined {
    const frame = this.#frames[this.#taken]
    if (frame === undefined) return undefined
    this.#bytes -= frame.length
    this.#taken += 1
    if (this.#taken === this.#frames.length) this.clear()
    return frame
  }

  clear(): void {
    this.#frames = []
    this.#taken = 0
    this.#bytes = 0
  }
}
