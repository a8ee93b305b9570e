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
  /** In the order of their last use. */
  readonly #segments = new Set<Coolable>()
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
    this.#last = segment
    const wasWarm = this.#segments.delete(segment)
    this.#segments.add(segment)
    if (!wasWarm) this.#coolOldest(segment)
  }

  /** Says that the segment is closed for good. */
  forget(segment: Coolable): void {
    this.#segments.delete(segment)
    if (this.#last === segment) this.#last = undefined
  }

  #isOver(): boolean {
    if (this.#segments.size > this.#limits.segments) return true
    let bytes = 0
    for (const segment of this.#segments) bytes += segment.warmBytes
    return bytes > this.#limits.bytes
  }

  #coolOldest(inUse: Coolable): void {
    for (const segment of this.#segments) {
      if (segment === inUse || !this.#isOver()) return
      this.#segments.delete(segment)
      segment.cool()
    }
  }
}
