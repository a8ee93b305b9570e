/**
 * Frames that have come on a connection and wait for those before them, in their order.
 */

/** How many frames wait on all connections of a server together. */
export interface Backlog {
  frames: number
}

export class FrameQueue {
  readonly #backlog: Backlog
  /** Only those that wait: one that is taken must not be held, as there may always be another behind it. */
  #frames: Buffer[] = []
  #bytes = 0

  constructor(backlog: Backlog) {
    this.#backlog = backlog
  }

  get length(): number {
    return this.#frames.length
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
    const frame = this.#frames.shift()
    if (frame === undefined) return undefined
    this.#bytes -= frame.length
    this.#backlog.frames -= 1
    return frame
  }

  clear(): void {
    this.#backlog.frames -= this.length
    this.#frames = []
    this.#bytes = 0
  }
}
