/**
 * Writes Kafka's primitive types into a buffer that grows. Every write checks that the value is one
 * of its type and throws an `EncodeError` otherwise, because a number that wraps silently is read as
 * another number on the far side. Large byte fields (record batches) are not copied: the writer
 * keeps them as chunks of their own, which a socket takes in one gathered write.
 */
import { EncodeError, glimpse } from './errors.ts'
import { uvarintSize, writeUvarint } from './varint.ts'

/** From this size on a byte field is passed on as it is; below, copying is cheaper than one more chunk. */
const CHUNK_FROM_BYTES = 4096

export class Writer {
  #bytes: Buffer
  #view: DataView
  #position = 0
  /** Where the bytes begin that are not yet in a chunk. */
  #chunkStart = 0
  #chunks: Buffer[] = []
  #chunkedBytes = 0

  constructor(capacity = 512) {
    this.#bytes = Buffer.allocUnsafe(capacity)
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, capacity)
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#chunkedBytes + this.#position - this.#chunkStart
  }

  bool(value: boolean): void {
    if (typeof value !== 'boolean') refuse('a boolean', value)
    const at = this.#take(1)
    this.#view.setInt8(at, value ? 1 : 0)
  }

  int8(value: number): void {
    if ((value << 24) >> 24 !== value) refuse('an int8', value)
    const at = this.#take(1)
    this.#view.setInt8(at, value)
  }

  int16(value: number): void {
    if ((value << 16) >> 16 !== value) refuse('an int16', value)
    const at = this.#take(2)
    this.#view.setInt16(at, value)
  }

  uint16(value: number): void {
    if ((value & 0xffff) !== value) refuse('a uint16', value)
    const at = this.#take(2)
    this.#view.setUint16(at, value)
  }

  int32(value: number): void {
    if ((value | 0) !== value) refuse('an int32', value)
    const at = this.#take(4)
    this.#view.setInt32(at, value)
  }

  uint32(value: number): void {
    if (value >>> 0 !== value) refuse('a uint32', value)
    const at = this.#take(4)
    this.#view.setUint32(at, value)
  }

  int64(value: number): void {
    if (!Number.isSafeInteger(value)) refuse('an int64 that a number holds exactly', value)
    const at = this.#take(8)
    this.#view.setInt32(at, Math.floor(value / 0x100000000))
    this.#view.setUint32(at + 4, value >>> 0)
  }

  bigint(value: bigint): void {
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) refuse('a bigint of 64 bits', value)
    const at = this.#take(8)
    this.#view.setBigInt64(at, value)
  }

  float64(value: number): void {
    if (typeof value !== 'number') refuse('a number', value)
    const at = this.#take(8)
    this.#view.setFloat64(at, value)
  }

  uvarint(value: number): void {
    if (value >>> 0 !== value) refuse('a uint32', value)
    const at = this.#take(uvarintSize(value))
    writeUvarint(this.#bytes, at, value)
  }

  /** Text as UTF-8, of a byte length that the caller has written before (see `utf8Length`). */
  utf8(value: string, byteLength: number): void {
    const at = this.#take(byteLength)
    if (byteLength === value.length) this.#bytes.write(value, at, byteLength, 'latin1')
    else this.#bytes.write(value, at, byteLength, 'utf8')
  }

  /** Bytes as they are. Large ones are kept by reference: they must not change before they are sent. */
  raw(value: Uint8Array): void {
    if (value.length >= CHUNK_FROM_BYTES) return this.#appendChunk(value)
    const at = this.#take(value.length) // first: it may put a larger buffer in place of the old one
    this.#bytes.set(value, at)
  }

  /** All that was written, in order; the writer is not to be used afterwards. */
  finish(): Buffer[] {
    this.#closeChunk()
    return this.#chunks
  }

  /** All that was written as one buffer; the writer is not to be used afterwards. */
  finishWhole(): Buffer {
    const chunks = this.finish()
    return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
  }

  #appendChunk(value: Uint8Array): void {
    this.#closeChunk()
    this.#chunks.push(Buffer.from(value.buffer, value.byteOffset, value.length))
    this.#chunkedBytes += value.length
  }

  #closeChunk(): void {
    if (this.#position === this.#chunkStart) return
    this.#chunks.push(this.#bytes.subarray(this.#chunkStart, this.#position))
    this.#chunkedBytes += this.#position - this.#chunkStart
    this.#chunkStart = this.#position
  }

  #take(length: number): number {
    if (this.#position + length > this.#bytes.length) this.#grow(length)
    const start = this.#position
    this.#position = start + length
    return start
  }

  /** Moves what is not yet in a chunk to a buffer of at least twice its size. */
  #grow(length: number): void {
    const open = this.#position - this.#chunkStart
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length, 2 * open, open + length))
    this.#bytes.copy(grown, 0, this.#chunkStart, this.#position)
    this.#bytes = grown
    this.#view = new DataView(grown.buffer, grown.byteOffset, grown.length)
    this.#chunkStart = 0
    this.#position = open
  }
}

/** Bytes that a text takes as UTF-8. Half a surrogate pair has no UTF-8 and is refused. */
export function utf8Length(value: string): number {
  if (typeof value !== 'string') refuse('a string', value)
  const length = Buffer.byteLength(value)
  if (length !== value.length && !value.isWellFormed()) {
    throw new EncodeError({ code: 'BAD_VALUE', expected: 'well-formed text', found: 'half a surrogate pair' })
  }
  return length
}

function refuse(expected: string, value: unknown): never {
  const code = value === null || value === undefined ? 'UNEXPECTED_NULL' : 'BAD_VALUE'
  throw new EncodeError({ code, expected, found: glimpse(value) })
}
