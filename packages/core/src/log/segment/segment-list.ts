/**
 * The segments of one log in the order of their offsets. There is always one, the last, which is
 * appended to. Offsets in it run from a segment's base to the next one's, but compaction may have taken
 * some: what is looked for in a segment may turn out to lie in the next.
 */
import assert from 'node:assert/strict'
import type { Segment } from './segment.ts'

export class SegmentList implements Iterable<Segment> {
  #segments: Segment[] = []

  get count(): number {
    return this.#segments.length
  }

  get active(): Segment {
    const last = this.#segments[this.#segments.length - 1]
    assert.ok(last !== undefined, 'a log has a segment')
    return last
  }

  get first(): Segment {
    return this.#segments[0] ?? this.active
  }

  /** Bytes of all records. */
  get size(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.size, 0)
  }

  [Symbol.iterator](): Iterator<Segment> {
    return this.#segments.slice()[Symbol.iterator]()
  }

  /** Those from the one that may hold the offset on. */
  from(offset: number): Segment[] {
    return this.#segments.slice(Math.max(0, this.#floor(offset)))
  }

  /** Where a segment's offsets end: at the next one's base; nobody but the log knows that of the last. */
  endOf(segment: Segment): number | undefined {
    return this.#segments[this.#floor(segment.baseOffset) + 1]?.baseOffset
  }

  add(segment: Segment): void {
    const at = this.#floor(segment.baseOffset)
    assert.ok(this.#segments[at]?.baseOffset !== segment.baseOffset, `two segments from ${segment.baseOffset} on`)
    this.#segments.splice(at + 1, 0, segment)
  }

  remove(segment: Segment): void {
    const at = this.#segments.indexOf(segment)
    assert.ok(at >= 0, `a segment from ${segment.baseOffset} on`)
    this.#segments.splice(at, 1)
  }

  /** Takes the oldest segments out. Their files are still there. */
  dropFirst(count: number): Segment[] {
    assert.ok(count < this.#segments.length, 'a log keeps a segment')
    return this.#segments.splice(0, count)
  }

  /** The index of the last segment that begins at or before the offset, or -1. */
  #floor(offset: number): number {
    let low = -1
    let high = this.#segments.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#segments[middle] as Segment).baseOffset <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}
