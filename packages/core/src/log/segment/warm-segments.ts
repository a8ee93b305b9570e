/**
 * Which segments have their file open and their indexes in memory: those used last. A data directory
 * with thousands of partitions has more segments than a process may have files open, and most of
 * them are not touched for hours. A segment is warmed by its first use and cooled when others push
 * it out; what it loses thereby it can read again.
 */

export interface Coolable {
  /** Bytes that its indexes take in memory. */
  readonly warmBytes: number
  /** Closes its file and forgets what can be read again. May keep what can't; it is asked again later. */
  cool(): void
}

export interface WarmLimits {
  readonly segments: number
  readonly bytes: number
}

/** An open file each, of which a process may have 1,024 unless told otherwise; and what indexes of 1 GB of log take. */
const defaultLimits: WarmLimits = { segments: 512, bytes: 64 * 1024 * 1024 }

export class WarmSegments {
  readonly #limits: WarmLimits
  /** In the order of their last use, each with its bytes; those of the one in use are counted when another is used. */
  readonly #segments = new Map<Coolable, number>()
  /** The sum: thousands of partitions ask for it in turns, and must not each ask all the others. */
  #bytes = 0
  /** The one in use: only while it is that do its indexes grow. */
  #last: Coolable | undefined

  constructor(limits: WarmLimits = defaultLimits) {
    this.#limits = limits
  }

  get count(): number {
    return this.#segments.size
  }

  /** Says that the segment is in use now. */
  touch(segment: Coolable): void {
    if (segment === this.#last) return
    if (this.#last !== undefined) this.#put(this.#last, this.#last.warmBytes)
    this.#last = segment
    this.#take(segment)
    this.#put(segment, 0)
    this.#coolOldest(segment)
  }

  /** Says that the segment is closed for good. */
  forget(segment: Coolable): void {
    this.#take(segment)
    if (this.#last === segment) this.#last = undefined
  }

  #coolOldest(inUse: Coolable): void {
    const bytesInUse = inUse.warmBytes
    for (const segment of this.#segments.keys()) {
      const isOver = this.#segments.size > this.#limits.segments || this.#bytes + bytesInUse > this.#limits.bytes
      if (segment === inUse || !isOver) return
      this.#take(segment)
      segment.cool()
    }
  }

  #put(segment: Coolable, bytes: number): void {
    this.#bytes += bytes
    this.#segments.set(segment, bytes)
  }

  #take(segment: Coolable): void {
    this.#bytes -= this.#segments.get(segment) ?? 0
    this.#segments.delete(segment)
  }
}
