/**
 * A walk of somebody who reads from outside. It is open during a turn only; in the next one it begins anew behind its
 * last row. So commits, drops and evictions between two turns do not disturb it: it sees each row at most once, in
 * order, and those that were there all the time exactly once.
 */
import assert from 'node:assert/strict'
import type { ByteRange, ByteRow } from './byte-map.ts'
import type { Cursor } from './cursor.ts'
import { type Resting, Turn } from './turn.ts'

const zero = Buffer.of(0)

export class TurnCursor implements Cursor<ByteRow>, Resting {
  readonly #open: (range: ByteRange) => Cursor<ByteRow>
  /** What of the range is left. */
  #range: ByteRange
  #rows: Cursor<ByteRow> | null = null
  #lastKey: Buffer | null = null
  #isDone = false

  constructor(range: ByteRange, open: (range: ByteRange) => Cursor<ByteRow>) {
    this.#range = range
    this.#open = open
  }

  next(): ByteRow | null {
    if (this.#isDone) return null
    this.#rows ??= this.#goOn()
    const row = this.#rows.next()
    if (row === null) this.close()
    else this.#lastKey = row.key
    return row
  }

  rest(): void {
    this.#rows?.close()
    this.#rows = null
  }

  close(): void {
    this.#isDone = true
    this.rest()
  }

  #goOn(): Cursor<ByteRow> {
    const turn = Turn.now
    assert(turn !== null, 'a walk from outside goes on outside of a turn')
    turn.restsAtEnd(this)
    if (this.#lastKey !== null) this.#range = behind(this.#range, this.#lastKey)
    return this.#open(this.#range)
  }
}

/** What of a range lies behind a row of it. */
function behind(range: ByteRange, key: Buffer): ByteRange {
  if (range.order === 'reverse') return { ...range, to: null, before: key }
  return { ...range, from: Buffer.concat([key, zero]) }
}
