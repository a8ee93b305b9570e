/** The rows of several places, one place after the other: each is opened when the cursor gets there. */
import type { Cursor } from './cursor.ts'

export class ChainedCursor<Source, Row> implements Cursor<Row> {
  readonly #sources: readonly Source[]
  readonly #open: (source: Source) => Cursor<Row>
  #next = 0
  #rows: Cursor<Row> | null = null

  constructor(sources: readonly Source[], open: (source: Source) => Cursor<Row>) {
    this.#sources = sources
    this.#open = open
  }

  next(): Row | null {
    for (;;) {
      if (this.#rows === null) {
        if (this.#next >= this.#sources.length) return null
        this.#rows = this.#open(this.#sources[this.#next] as Source)
        this.#next += 1
      }
      const row = this.#rows.next()
      if (row !== null) return row
      this.#endSource()
    }
  }

  close(): void {
    this.#next = this.#sources.length
    this.#endSource()
  }

  #endSource(): void {
    this.#rows?.close()
    this.#rows = null
  }
}
