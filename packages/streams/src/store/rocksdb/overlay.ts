/**
 * What has been written to a store and not committed: rows, deletions, and ranges that are gone. It is read before
 * what was committed; a commit takes it, and a drop forgets it, as if nothing had been written since the last commit.
 */
import { type ByteRange, isEverything, isWithin } from '../contract/byte-map.ts'
import { MemoryByteMap } from '../memory/memory-byte-map.ts'

const nothing = Buffer.alloc(0)
const hidesNothing = () => false

export class Overlay {
  readonly #written = new MemoryByteMap()
  readonly #deleted = new MemoryByteMap()
  #cleared: ByteRange[] = []

  /** Rows that were written, in order. */
  get written(): MemoryByteMap {
    return this.#written
  }

  /** The keys of rows that were deleted one by one. */
  get deleted(): MemoryByteMap {
    return this.#deleted
  }

  /** Ranges of which nothing is left but what has been written since. */
  get cleared(): readonly ByteRange[] {
    return this.#cleared
  }

  get isEmpty(): boolean {
    return this.#written.size === 0 && this.#deleted.size === 0 && this.#cleared.length === 0
  }

  /** What it takes of memory. */
  get bytes(): number {
    return this.#written.bytes + this.#deleted.bytes
  }

  /** Whether a committed row is not to be seen, unless it has been written again. */
  hides(key: Buffer, hash?: number): boolean {
    if (this.#deleted.size > 0 && this.#deleted.has(key, hash)) return true
    return this.#cleared.length > 0 && this.#cleared.some((range) => isWithin(key, range))
  }

  /** The rows of a range that are hidden just now, to be asked later when some may have come back. */
  hiddenIn(range: ByteRange): (key: Buffer) => boolean {
    if (this.#deleted.size === 0 && this.#cleared.length === 0) return hidesNothing
    const keys = new Set<string>()
    if (this.#deleted.size > 0) {
      const deleted = this.#deleted.range(range)
      for (let row = deleted.next(); row !== null; row = deleted.next()) keys.add(row.key.toString('latin1'))
      deleted.close()
    }
    const cleared = [...this.#cleared]
    return (key) => (keys.size > 0 && keys.has(key.toString('latin1'))) || cleared.some((each) => isWithin(key, each))
  }

  put(key: Buffer, value: Buffer, hash?: number): void {
    if (this.#deleted.size > 0) this.#deleted.delete(key, hash)
    this.#written.put(key, value, hash)
  }

  delete(key: Buffer, hash?: number): void {
    this.#written.delete(key, hash)
    this.#deleted.put(key, nothing, hash)
  }

  deleteRange(range: ByteRange): void {
    if (isEverything(range)) {
      this.#written.clear()
      this.#deleted.clear()
    } else {
      this.#written.deleteRange(range)
      this.#deleted.deleteRange(range)
    }
    // What expires is cleared again and again, each time a little further.
    this.#cleared = this.#cleared.filter((other) => !covers(range, other))
    this.#cleared.push(range)
  }

  forget(): void {
    this.#written.empty()
    this.#deleted.empty()
    this.#cleared = []
  }
}

/** Whether one range has all of another; a no may be wrong where ends of two kinds meet. */
function covers(range: ByteRange, other: ByteRange): boolean {
  if (range.from != null && (other.from == null || range.from.compare(other.from) > 0)) return false
  if (range.to != null) return false
  return range.before == null || (other.before != null && other.before.compare(range.before) <= 0)
}
