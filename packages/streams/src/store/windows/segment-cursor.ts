/**
 * The rows of one range through several segments, one segment after the other. A segment's rows are looked for
 * when the cursor gets there.
 */
import type { ByteMap, ByteRange, ByteRow } from '../contract/byte-map.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'

export class SegmentCursor implements Cursor<ByteRow> {
  readonly #segments: readonly ByteMap[]
  readonly #range: ByteRange
  #next = 0
  #rows: StoreIterator<ByteRow> | null = null

  constructor(segments: readonly ByteMap[], range: ByteRange) {
    this.#segments = segments
    this.#range = range
  }

  next(): ByteRow | null {
    for (;;) {
      if (this.#rows === null) {
        const segment = this.#segments[this.#next]
        if (segment === undefined) return null
        this.#next += 1
        this.#rows = segment.range(this.#range)
      }
      const { done, value } = this.#rows.next()
      if (!done) return value
      this.#rows.close()
      this.#rows = null
    }
  }

  close(): void {
    this.#next = this.#segments.length
    this.#rows?.close()
    this.#rows = null
  }
}
