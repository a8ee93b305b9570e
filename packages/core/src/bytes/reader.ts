/**
 * Reads Kafka's primitive types from a buffer, front to back. Every read checks that the bytes are
 * there and mean something, and throws a `DecodeError` otherwise; no length that a peer sends is
 * believed before it was held against the bytes that are left. Nothing is copied: byte fields are
 * views of the buffer, which therefore lives as long as they do.
 */
import { isUtf8 } from 'node:buffer'
import { DecodeError, type DecodeErrorCode } from './errors.ts'
import { unzigzag64 } from './varint.ts'

const TWO_TO_32 = 0x100000000
const REPLACEMENT = '\uFFFD'

export class Reader {
  readonly bytes: Buffer
  readonly end: number
  position: number
  readonly #view: DataView

  /** Reads `bytes` from `position`; positions in errors count from the start of `bytes`. */
  constructor(bytes: Buffer, position = 0) {
    this.bytes = bytes
    this.end = bytes.length
    this.position = position
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get remaining(): number {
    return this.end - this.position
  }

  bool(): boolean {
    return this.int8() !== 0
  }

  int8(): number {
    return this.#view.getInt8(this.#take(1))
  }

  int16(): number {
    return this.#view.getInt16(this.#take(2))
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2))
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4))
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4))
  }

  /** A 64-bit integer as a number; one that a number cannot hold exactly is refused. */
  int64(): number {
    const at = this.#take(8)
    const value = this.#view.getInt32(at) * TWO_TO_32 + this.#view.getUint32(at + 4)
    if (!Number.isSafeInteger(value)) this.#refuseUnsafe(at, this.#view.getBigInt64(at))
    return value
  }

  /** A 64-bit integer whole, for the few fields in which peers send more than a number holds. */
  bigint(): bigint {
    return this.#view.getBigInt64(this.#take(8))
  }

  float64(): number {
    return this.#view.getFloat64(this.#take(8))
  }

  /** An unsigned varint of at most 32 bits. */
  uvarint(): number {
    const first = this.bytes[this.position]
    if (first === undefined || first >= 0x80) return this.#longUvarint()
    this.position++ // most lengths and counts are one byte
    return first
  }

  /** A zig-zagged varint of at most 32 bits. */
  varint(): number {
    const raw = this.uvarint()
    return (raw >>> 1) ^ -(raw & 1)
  }

  /** A zig-zagged varint of at most 64 bits; one that a number cannot hold exactly is refused. */
  varlong(): number {
    const start = this.position
    let low = 0
    let high = 0
    let scale = 1
    for (let index = 0; index < 10; index++) {
      const byte = this.bytes[this.#take(1)] as number
      if (index < 4) {
        low |= (byte & 0x7f) << (7 * index)
      } else {
        high += (byte & 0x7f) * scale
        scale *= 128
      }
      if (byte < 0x80) {
        const value = unzigzag64(low, high)
        if (!Number.isSafeInteger(value)) this.#refuseUnsafe(start, value)
        return value
      }
    }
    throw this.refusal('BAD_VARINT', { expected: 'a varint of 64 bits', found: 'more bits', position: start })
  }

  /** The next `length` bytes, as a view. */
  view(length: number): Buffer {
    const start = this.#take(length)
    return this.bytes.subarray(start, start + length)
  }

  skip(length: number): void {
    this.#take(length)
  }

  /** The next `length` bytes as text, which must be UTF-8. */
  utf8(length: number): string {
    const start = this.#take(length)
    const text = this.bytes.toString('utf8', start, start + length)
    // Invalid bytes become U+FFFD. Only where one stands is it worth asking whether it was sent as such.
    if (text.includes(REPLACEMENT) && !isUtf8(this.bytes.subarray(start, start + length))) {
      throw this.refusal('BAD_UTF8', { expected: 'UTF-8 text', found: 'invalid bytes', position: start })
    }
    return text
  }

  refusal(
    code: DecodeErrorCode,
    { position = this.position, ...facts }: { expected: string; found: string; position?: number },
  ): DecodeError {
    return new DecodeError({ code, position, ...facts })
  }

  #longUvarint(): number {
    const start = this.position
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes[this.#take(1)] as number
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) {
        if (shift === 28 && byte > 0x0f) break
        return value >>> 0
      }
    }
    throw this.refusal('BAD_VARINT', { expected: 'a varint of 32 bits', found: 'more bits', position: start })
  }

  #take(length: number): number {
    const start = this.position
    const next = start + length
    if (next > this.end || length < 0) this.#refuseLength(length)
    this.position = next
    return start
  }

  #refuseLength(length: number): never {
    if (length < 0) throw this.refusal('BAD_LENGTH', { expected: 'a length', found: String(length) })
    const expected = length === 1 ? '1 more byte' : `${length} more bytes`
    throw this.refusal('TRUNCATED', { expected, found: String(this.remaining) })
  }

  #refuseUnsafe(position: number, value: number | bigint): never {
    const expected = 'an integer between -(2^53 - 1) and 2^53 - 1'
    throw this.refusal('UNSAFE_INTEGER', { expected, found: String(value), position })
  }
}
