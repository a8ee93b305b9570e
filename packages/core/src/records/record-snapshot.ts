/**
 * A record as a cursor stood on it, for those who keep it while the cursor moves on. Nothing is copied: keys, values
 * and headers are read when they are asked for, as views of the batch's bytes, which stay in memory as long.
 */
import type { FieldReader } from './field.ts'
import { type RecordHeader, readHeaders } from './headers.ts'

/** Where a record's fields lie; a length of -1 is null. */
export interface FieldPlaces {
  readonly offset: number
  readonly timestamp: number
  readonly keyStart: number
  readonly keyLength: number
  readonly valueStart: number
  readonly valueLength: number
  readonly headersStart: number
  readonly headerCount: number
}

export class RecordSnapshot {
  readonly #bytes: Buffer
  readonly #places: FieldPlaces

  constructor(bytes: Buffer, places: FieldPlaces) {
    this.#bytes = bytes
    this.#places = places
  }

  get offset(): number {
    return this.#places.offset
  }

  get timestamp(): number {
    return this.#places.timestamp
  }

  key(): Buffer | null {
    const { keyStart, keyLength } = this.#places
    return keyLength < 0 ? null : this.#bytes.subarray(keyStart, keyStart + keyLength)
  }

  value(): Buffer | null {
    const { valueStart, valueLength } = this.#places
    return valueLength < 0 ? null : this.#bytes.subarray(valueStart, valueStart + valueLength)
  }

  /** What `read` makes of the key where it lies, without a view of it; null is not read. */
  readKey<T>(read: FieldReader<T>): T | null {
    const { keyStart, keyLength } = this.#places
    return keyLength < 0 ? null : read(this.#bytes, keyStart, keyStart + keyLength)
  }

  /** What `read` makes of the value where it lies, without a view of it; null is not read. */
  readValue<T>(read: FieldReader<T>): T | null {
    const { valueStart, valueLength } = this.#places
    return valueLength < 0 ? null : read(this.#bytes, valueStart, valueStart + valueLength)
  }

  headers(): readonly RecordHeader[] {
    return readHeaders(this.#bytes, this.#places.headersStart, this.#places.headerCount)
  }
}
