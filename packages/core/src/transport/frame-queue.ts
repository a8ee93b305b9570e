/**
 * Frames that have come on a connection and wait for those before them, in their order.
 */

/** How many frames wait on all connections of a server together. */
export interface Backlog {
  frames: number
}

export class FrameQueue {
  readonly #backlog: Backlog
  #frames: Buffer[] = []
  #taken = 0
  #bytes = 0

  constructor(backlog: Backlog) {
    this.#backlog = backlog
  }

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
    this.#backlog.frames += 1
  }

  take(): Buffer | undefined {
    const frame = this.#frames[this.#taken]
    if (frame === undefined) return undefined
    this.#bytes -= frame.length
    this.#backlog.frames -= 1
    this.#taken += 1
    if (this.length === 0) this.clear()
    return frame
  }

  clear(): void {
    this.#backlog.frames -= this.length
    this.#frames = []
    this.#taken = 0
    this.#bytes = 0
  }
}
