/**
 * Under which keys a cache holds rows that have a time: the number of their segment before the bytes that they
 * have beneath, so that both lie in one order. Rows of stores in memory have segments of one millisecond.
 */
import { readTime, timeBytes, writeTime } from '../../serde/window-bytes.ts'

export class CacheKeys {
  readonly #intervalMs: number
  /** The segments that were written to, ascending; there may be nothing of them any more. */
  readonly #segments: number[] = []

  constructor(intervalMs: number) {
    // Segments without an end are one, and their arithmetic has to stay one of numbers.
    this.#intervalMs = Math.min(intervalMs, Number.MAX_SAFE_INTEGER)
  }

  segmentOf(timeMs: number): number {
    return Math.floor(timeMs / this.#intervalMs)
  }

  /** The key of a row beneath in the segment of a time. */
  of(row: Buffer, timeMs: number): Buffer {
    return this.within(row, this.segmentOf(timeMs))
  }

  /** The same in a segment by its number. */
  within(row: Buffer, segment: number): Buffer {
    const key = Buffer.allocUnsafe(timeBytes + row.length)
    writeTime(key, segment, 0)
    key.set(row, timeBytes)
    return key
  }

  /** Writes where a row lies before it, for which there is room: `timeBytes` of it. */
  writeSegment(key: Buffer, timeMs: number): void {
    writeTime(key, this.segmentOf(timeMs), 0)
  }

  rowOf(key: Buffer): Buffer {
    return key.subarray(timeBytes)
  }

  segmentIn(key: Buffer): number {
    return readTime(key, 0)
  }

  /** Remembers that there is something at a time. */
  note(timeMs: number): void {
    const segment = this.segmentOf(timeMs)
    const segments = this.#segments
    if (segments.at(-1) === segment) return
    const at = segments.findLastIndex((other) => other <= segment)
    if (segments[at] !== segment) segments.splice(at + 1, 0, segment)
  }

  /** The segments that were written to between two times. */
  between(fromMs: number, toMs: number): number[] {
    const segments = this.#segments
    const lowest = this.segmentOf(Math.max(0, fromMs))
    const highest = this.segmentOf(toMs)
    const found: number[] = []
    for (let at = segments.length - 1; at >= 0; at--) {
      const segment = segments[at] as number
      if (segment < lowest) break
      if (segment <= highest) found.push(segment)
    }
    return found.reverse()
  }

  firstTimeOf(segment: number): number {
    return segment * this.#intervalMs
  }

  lastTimeOf(segment: number): number {
    return (segment + 1) * this.#intervalMs - 1
  }
}
