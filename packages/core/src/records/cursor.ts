/**
 * The records of one batch, read where they lie: `next()` steps to a record, and the cursor then
 * stands for it. A record costs no object and no copy until a field of it is asked for. Once
 * `next()` has returned true, every length inside the record is known to lie within it, so that
 * no getter throws; keys, values and headers are views of the batch's bytes.
 */
import { DecodeError, type DecodeErrorCode } from '../bytes/errors.ts'
import { unzigzag64 } from '../bytes/varint.ts'
import type { FieldReader } from './field.ts'
import { type RecordHeader, readHeaders } from './headers.ts'
import { SHORTEST_RECORD } from './layout.ts'
import { RecordSnapshot } from './record-snapshot.ts'
import type { TextBuffer } from './text-buffer.ts'

/** Uncompressed records, and what the batch's header says about them. */
export interface RecordsSource {
  readonly bytes: Buffer
  readonly start: number
  readonly end: number
  /** What errors call the batch. */
  readonly subject: string
  readonly recordCount: number
  readonly baseOffset: number
  readonly lastOffsetDelta: number
  readonly baseTimestamp: number
  /** The timestamp of every record, if the broker's clock gave it. */
  readonly logAppendTime: number | null
}

export class RecordCursor {
  readonly #source: RecordsSource
  readonly #bytes: TextBuffer
  /** Where the next byte is read. */
  #at: number
  #recordsLeft: number
  #offset = -1
  #timestamp = -1
  #timestampDelta = 0
  #keyStart = 0
  #keyLength = -1
  #valueStart = 0
  #valueLength = -1
  #headersStart = 0
  #headerCount = 0

  constructor(source: RecordsSource) {
    this.#source = source
    this.#bytes = source.bytes as TextBuffer
    this.#at = source.start
    this.#recordsLeft = source.recordCount
    const { subject, recordCount } = source
    const size = source.end - source.start
    const room = Math.floor(size / SHORTEST_RECORD)
    if (recordCount > room) {
      const expected = `at most ${room} records in ${size} bytes`
      throw new DecodeError({ code: 'BAD_LENGTH', subject, path: 'recordCount', expected, found: String(recordCount) })
    }
  }

  /**
   * Steps to the next record; false when there is none.
   *
   * @throws DecodeError if the record is not one, or if bytes are left behind the last one.
   */
  next(): boolean {
    if (this.#recordsLeft === 0) return this.#finish()
    this.#recordsLeft--
    const { baseOffset, lastOffsetDelta, baseTimestamp, logAppendTime, end: sourceEnd } = this.#source
    const length = this.#varint()
    const end = this.#at + length
    if (length < SHORTEST_RECORD - 1 || end > sourceEnd) throw this.#badLength(length)
    this.#at++ // attributes: none are in use

    const timestampDelta = this.#varlong()
    const timestamp = baseTimestamp + timestampDelta
    if (!Number.isSafeInteger(timestamp)) throw this.#unsafeTimestamp(timestampDelta)
    this.#timestampDelta = timestampDelta
    this.#timestamp = logAppendTime === null ? timestamp : logAppendTime

    const offsetDelta = this.#varint()
    if (offsetDelta < 0 || offsetDelta > lastOffsetDelta) throw this.#badOffset(offsetDelta)
    this.#offset = baseOffset + offsetDelta

    this.#keyLength = this.#contentLength(end)
    this.#keyStart = this.#at
    if (this.#keyLength > 0) this.#at += this.#keyLength
    this.#valueLength = this.#contentLength(end)
    this.#valueStart = this.#at
    if (this.#valueLength > 0) this.#at += this.#valueLength

    this.#headerCount = this.#varint()
    this.#headersStart = this.#at
    if (this.#headerCount !== 0) this.#skipHeaders(end)
    if (this.#at !== end) throw this.#badEnd(end)
    return true
  }

  /** Goes back before the first record. */
  rewind(): void {
    this.#at = this.#source.start
    this.#recordsLeft = this.#source.recordCount
  }

  /** Bytes of all records, inflated. */
  get sizeInBytes(): number {
    return this.#source.end - this.#source.start
  }

  get offset(): number {
    return this.#offset
  }

  /** Milliseconds: when the record was made, or when it was appended if the batch says so; -1 for none. */
  get timestamp(): number {
    return this.#timestamp
  }

  /** What is written of the timestamp: its distance to the batch's base timestamp. */
  get timestampDelta(): number {
    return this.#timestampDelta
  }

  /** The key as a view of the batch's bytes. */
  key(): Buffer | null {
    const length = this.#keyLength
    return length < 0 ? null : this.#bytes.subarray(this.#keyStart, this.#keyStart + length)
  }

  /** Whether there is a key, which may be empty. */
  get hasKey(): boolean {
    return this.#keyLength >= 0
  }

  /** Whether there is a value, which may be empty. In a compacted topic a record without one deletes its key. */
  get hasValue(): boolean {
    return this.#valueLength >= 0
  }

  /** The value as a view of the batch's bytes. */
  value(): Buffer | null {
    const length = this.#valueLength
    return length < 0 ? null : this.#bytes.subarray(this.#valueStart, this.#valueStart + length)
  }

  /** The key as text; bytes that are not UTF-8 read as U+FFFD. */
  keyText(): string | null {
    const length = this.#keyLength
    return length < 0 ? null : this.#bytes.utf8Slice(this.#keyStart, this.#keyStart + length)
  }

  /** The value as text; bytes that are not UTF-8 read as U+FFFD. */
  valueText(): string | null {
    const length = this.#valueLength
    return length < 0 ? null : this.#bytes.utf8Slice(this.#valueStart, this.#valueStart + length)
  }

  /** What `read` makes of the key where it lies, without a view of it; null is not read. */
  readKey<T>(read: FieldReader<T>): T | null {
    const length = this.#keyLength
    return length < 0 ? null : read(this.#bytes, this.#keyStart, this.#keyStart + length)
  }

  /** What `read` makes of the value where it lies, without a view of it; null is not read. */
  readValue<T>(read: FieldReader<T>): T | null {
    const length = this.#valueLength
    return length < 0 ? null : read(this.#bytes, this.#valueStart, this.#valueStart + length)
  }

  get headerCount(): number {
    return this.#headerCount
  }

  /** The headers in order, parsed anew with each call. */
  headers(): readonly RecordHeader[] {
    return readHeaders(this.#bytes, this.#headersStart, this.#headerCount)
  }

  /** The record, for whoever keeps it while the cursor moves on. */
  snapshot(): RecordSnapshot {
    return new RecordSnapshot(this.#bytes, {
      offset: this.#offset,
      timestamp: this.#timestamp,
      keyStart: this.#keyStart,
      keyLength: this.#keyLength,
      valueStart: this.#valueStart,
      valueLength: this.#valueLength,
      headersStart: this.#headersStart,
      headerCount: this.#headerCount,
    })
  }

  #finish(): false {
    if (this.#at === this.#source.end) return false
    const expected = `no bytes behind the last of ${this.#source.recordCount} records`
    throw this.#refusal('TRAILING_BYTES', { expected, found: String(this.#source.end - this.#at) })
  }

  #skipHeaders(end: number): void {
    const count = this.#headerCount
    if (count < 0) throw this.#refusal('BAD_LENGTH', { expected: 'a header count', found: String(count) })
    for (let index = 0; index < count; index++) {
      const keyLength = this.#contentLength(end)
      if (keyLength < 0) throw this.#refusal('UNEXPECTED_NULL', { expected: "a header's key", found: 'null' })
      this.#at += keyLength
      const valueLength = this.#contentLength(end)
      if (valueLength > 0) this.#at += valueLength
    }
  }

  /** The length of a key or value that must end at `end` or before; -1 for null. */
  #contentLength(end: number): number {
    const length = this.#varint()
    if (length >= -1 && length <= end - this.#at) return length
    const expected = `a length from -1 to ${Math.max(0, end - this.#at)}, what is left of the record`
    throw this.#refusal('BAD_LENGTH', { expected, found: String(length) })
  }

  #varint(): number {
    const byte = this.#bytes[this.#at++] as number
    return byte < 0x80 ? (byte >>> 1) ^ -(byte & 1) : this.#longVarint(byte, 5)
  }

  #varlong(): number {
    const byte = this.#bytes[this.#at++] as number
    return byte < 0x80 ? (byte >>> 1) ^ -(byte & 1) : this.#longVarint(byte, 10)
  }

  /** A varint of two bytes or more, of which the first was read. */
  #longVarint(first: number, maxBytes: number): number {
    let low = first & 0x7f
    let high = 0
    let scale = 1
    for (let index = 1; index < maxBytes; index++) {
      if (this.#at >= this.#source.end) break
      const byte = this.#bytes[this.#at++] as number
      if (index < 4) {
        low |= (byte & 0x7f) << (7 * index)
      } else {
        high += (byte & 0x7f) * scale
        scale *= 128
      }
      if (byte < 0x80) return this.#unzigzag(low, high, maxBytes)
    }
    throw this.#badVarint(maxBytes)
  }

  #unzigzag(low: number, high: number, maxBytes: number): number {
    const value = unzigzag64(low, high)
    if (maxBytes === 5 && high > 0x0f) throw this.#badVarint(maxBytes)
    if (Number.isSafeInteger(value)) return value
    const expected = 'a timestamp delta between -(2^53 - 1) and 2^53 - 1'
    throw this.#refusal('UNSAFE_INTEGER', { expected, found: String(value) })
  }

  #badVarint(maxBytes: number): DecodeError {
    const isCut = this.#at >= this.#source.end
    const expected = `a varint of ${maxBytes === 5 ? 32 : 64} bits`
    return this.#refusal(isCut ? 'TRUNCATED' : 'BAD_VARINT', { expected, found: isCut ? 'the end' : 'more bits' })
  }

  #badLength(length: number): DecodeError {
    const left = this.#source.end - this.#at
    const expected = `a record of ${SHORTEST_RECORD - 1} to ${left} bytes`
    return this.#refusal('BAD_LENGTH', { expected, found: String(length) })
  }

  #badOffset(delta: number): DecodeError {
    const expected = `an offset delta from 0 to ${this.#source.lastOffsetDelta}`
    return this.#refusal('BAD_VALUE', { expected, found: String(delta) })
  }

  #badEnd(end: number): DecodeError {
    const over = this.#at - end
    const found = over > 0 ? `fields that go on for ${over} more bytes` : `${-over} bytes behind the last header`
    return this.#refusal(over > 0 ? 'BAD_LENGTH' : 'TRAILING_BYTES', { expected: "the record's end", found })
  }

  #unsafeTimestamp(delta: number): DecodeError {
    const expected = 'a timestamp between -(2^53 - 1) and 2^53 - 1'
    return this.#refusal('UNSAFE_INTEGER', { expected, found: `${this.#source.baseTimestamp} + ${delta}` })
  }

  #refusal(code: DecodeErrorCode, facts: { expected: string; found: string }): DecodeError {
    const { subject, recordCount } = this.#source
    const path = recordCount === 0 ? 'records' : `records[${Math.max(0, recordCount - this.#recordsLeft - 1)}]`
    return new DecodeError({ code, subject, path, position: Math.min(this.#at, this.#source.end), ...facts })
  }
}
