/**
 * A held change as bytes, which are Java's in the changelog of a suppression (its version 3):
 *   time 8 | offset 8 | topic 4+ | partition 4 | number of headers 4 | of each: name 4+ | value 4+
 *   prior value 4+ | old value 4+ | new value 4+ | time for which it is held 8
 * `4+` is a length and so many bytes; -1 stands for null, and for an old value -2 for "the same as the prior one".
 */
import type { Header } from '../../record/headers.ts'
import type { RecordContext } from '../../record/record-context.ts'
import { readInt64, writeInt64 } from '../../serde/int64.ts'
import { readTime, timeBytes, writeTime } from '../../serde/window-bytes.ts'

export interface HeldBytes {
  readonly context: RecordContext
  /** The value that was last told. */
  readonly prior: Buffer | null
  readonly old: Buffer | null
  readonly new: Buffer | null
  /** For which time it is held. */
  readonly timeMs: number
}

const nullLength = -1
const sameAsPrior = -2

export function writeHeld({ context, prior, old, new: next, timeMs }: HeldBytes): Buffer {
  const isOldPrior = isSame(old, prior)
  const pieces = [...contextPieces(context), ...sized(prior)]
  if (isOldPrior && old !== null) pieces.push(int(sameAsPrior))
  else pieces.push(...sized(old))
  const time = Buffer.allocUnsafe(timeBytes)
  writeTime(time, timeMs, 0)
  pieces.push(...sized(next), time)
  return Buffer.concat(pieces)
}

export function readHeld(bytes: Buffer): HeldBytes {
  const reader = new Reader(bytes)
  const context = readContext(reader)
  const prior = reader.piece()
  const oldLength = reader.int()
  const old = oldLength === sameAsPrior ? prior : reader.take(oldLength)
  return { context, prior, old, new: reader.piece(), timeMs: readTime(bytes, bytes.length - timeBytes) }
}

/** What Java counts for a held change in memory. */
export function heldSize(key: Buffer, { context, prior, old, new: next }: HeldBytes): number {
  const { topic, headers } = context
  let size = timeBytes + key.length + 8 + 8 + (topic?.length ?? 0) + 4
  for (const { key: name, value } of headers) size += name.length + (value?.length ?? 0)
  const oldLength = isSame(old, prior) ? 0 : (old?.length ?? 0)
  return size + (prior?.length ?? 0) + oldLength + (next?.length ?? 0)
}

function contextPieces({ timestamp, offset, topic, partition, headers }: RecordContext): Buffer[] {
  const start = Buffer.allocUnsafe(16)
  writeInt64(start, timestamp, 0)
  writeInt64(start, offset, 8)
  const pieces = [start, ...sized(topic === null ? null : Buffer.from(topic)), int(partition), int(headers.length)]
  for (const { key, value } of headers) pieces.push(...sized(Buffer.from(key)), ...sized(value))
  return pieces
}

function readContext(reader: Reader): RecordContext {
  const timestamp = reader.int64()
  const offset = reader.int64()
  const topic = reader.piece()?.toString() ?? null
  const partition = reader.int()
  const headers: Header[] = []
  for (let left = reader.int(); left > 0; left--) headers.push({ key: String(reader.piece()), value: reader.piece() })
  return { timestamp, offset, topic, partition, headers }
}

function sized(piece: Buffer | null): Buffer[] {
  return piece === null ? [int(nullLength)] : [int(piece.length), piece]
}

function int(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeInt32BE(value)
  return bytes
}

function isSame(one: Buffer | null, other: Buffer | null): boolean {
  return one === null || other === null ? one === other : one.equals(other)
}

class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  int(): number {
    this.#at += 4
    return this.#bytes.readInt32BE(this.#at - 4)
  }

  int64(): number {
    this.#at += 8
    return readInt64(this.#bytes, this.#at - 8)
  }

  piece(): Buffer | null {
    return this.take(this.int())
  }

  take(length: number): Buffer | null {
    if (length < 0) return null
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }
}
