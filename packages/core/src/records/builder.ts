/**
 * Builds one record batch, writing each record straight into its place. The builder knows how large
 * the batch is with the next record before it writes it, so that a batch never passes `maxBytes`.
 *
 * What `build()` gives is mostly a view of the builder's own memory: it is good until the next `build()`
 * or `reset()`, with which the builder begins another batch in the same memory.
 */
import { EncodeError, glimpse } from '../bytes/errors.ts'
import { varintSize, varlongSize, writeVarint, writeVarlong } from '../bytes/varint.ts'
import type { Compression } from './attributes.ts'
import { codecs } from './compression/codecs.ts'
import { allAtOnce, type Steps } from './compression/steps.ts'
import { contentLength, type Field, fieldSize } from './field.ts'
import { type HeaderToWrite, headersSize } from './headers.ts'
import { NONE, RECORDS_AT } from './layout.ts'
import { type BatchHeader, sealBatch } from './seal.ts'
import type { TextBuffer } from './text-buffer.ts'

/** The broker's default limit (`message.max.bytes`): 1 MiB and the 12 bytes that the batch length does not count. */
export const DEFAULT_MAX_BATCH_BYTES = 1024 * 1024 + 12

const FIRST_CAPACITY_BYTES = 16 * 1024
const MAX_DELTA = 0x7fffffff
/** Frames and files count in 32 bits. */
const LARGEST_BATCH_BYTES = 0x7fffffff

/** What has to be known before the first record is appended. */
export interface BatchOptions {
  /** The batch never gets larger, header included, whether compressed or not. */
  readonly maxBytes?: number | undefined
  readonly compression?: Compression | undefined
  /** Compresses even where that makes the batch larger, as long as it stays within `maxBytes`. */
  readonly alwaysCompress?: boolean | undefined
  /** Default: 0, as a producer sends it. */
  readonly baseOffset?: number | undefined
  /** Default: the first record's timestamp. */
  readonly baseTimestamp?: number | undefined
  /** From when on tombstones may be dropped; it takes the place of the base timestamp. */
  readonly deleteHorizonMs?: number | undefined
  /** Memory to begin with. More is taken when it is needed, and what is there is copied then. Default: 16 KiB. */
  readonly capacityBytes?: number | undefined
}

/** A record with all that it can have. */
export interface RecordToWrite {
  readonly key: Field
  readonly value: Field
  readonly timestamp: number
  readonly headers?: readonly HeaderToWrite[] | undefined
  /** Default: the one after the last record's. */
  readonly offset?: number | undefined
}

export class BatchBuilder {
  readonly #options: BatchOptions
  readonly #maxBytes: number
  readonly #baseOffset: number
  #bytes: TextBuffer
  /** Where the next record begins. */
  #at = RECORDS_AT
  #recordCount = 0
  #lastOffsetDelta = -1
  /** Not a number before it is known. */
  #baseTimestamp: number
  #maxTimestamp = NONE

  /** @throws EncodeError `BAD_VALUE` for a limit that no batch can have. */
  constructor(options: BatchOptions = {}) {
    this.#options = options
    this.#baseOffset = options.baseOffset ?? 0
    this.#baseTimestamp = startingTimestamp(options)
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX_BATCH_BYTES
    if (!(this.#maxBytes >= RECORDS_AT && this.#maxBytes <= LARGEST_BATCH_BYTES)) {
      const expected = `${RECORDS_AT}, for the header, to ${LARGEST_BATCH_BYTES}`
      throw new EncodeError({ code: 'BAD_VALUE', path: 'maxBytes', expected, found: glimpse(this.#maxBytes) })
    }
    const capacity = Math.max(RECORDS_AT, options.capacityBytes ?? FIRST_CAPACITY_BYTES)
    this.#bytes = Buffer.allocUnsafe(Math.min(capacity, this.#maxBytes)) as TextBuffer
  }

  get recordCount(): number {
    return this.#recordCount
  }

  /** Bytes of the batch as it is, header included, before compression. */
  get sizeInBytes(): number {
    return this.#at
  }

  /** Bytes of memory that the builder holds, used or not. */
  get capacityInBytes(): number {
    return this.#bytes.length
  }

  /** Bytes of the batch if this record were appended, before compression. */
  sizeWith(record: RecordToWrite): number {
    const { key, value, headers = [] } = record
    const fields = fieldSize(contentLength(key)) + fieldSize(contentLength(value)) + headersSize(headers)
    const length = recordLength(this.#timestampDelta(record.timestamp), this.#offsetDelta(record.offset), fields)
    return this.#at + varintSize(length) + length
  }

  /**
   * Appends a record without headers at the next offset. False says that the batch has no room for it
   * and is unchanged; if it is still empty then, no batch of this limit has.
   *
   * @throws EncodeError `BAD_VALUE` for what is no key, value or timestamp.
   */
  tryAppendPair(key: Field, value: Field, timestamp: number): boolean {
    const keyLength = contentLength(key)
    const valueLength = contentLength(value)
    const fieldBytes = fieldSize(keyLength) + fieldSize(valueLength) + 1
    if (!this.#begin(timestamp, this.#offsetDelta(undefined), fieldBytes)) return false
    this.#write(key, keyLength)
    this.#write(value, valueLength)
    this.#bytes[this.#at++] = 0 // headers
    return true
  }

  /** Appends a record with headers, or at an offset of its own; otherwise as `tryAppendPair`. */
  tryAppend(record: RecordToWrite): boolean {
    const { key, value, headers = [] } = record
    const keyLength = contentLength(key)
    const valueLength = contentLength(value)
    const fieldBytes = fieldSize(keyLength) + fieldSize(valueLength) + headersSize(headers)
    if (!this.#begin(record.timestamp, this.#offsetDelta(record.offset), fieldBytes)) return false
    this.#write(key, keyLength)
    this.#write(value, valueLength)
    this.#at = writeVarint(this.#bytes, this.#at, headers.length)
    for (const header of headers) {
      this.#write(header.key, contentLength(header.key))
      this.#write(header.value, contentLength(header.value))
    }
    return true
  }

  /**
   * The batch. It is compressed if that was asked for and makes it smaller. May be called again, with
   * another header, for example when a producer starts anew under another id.
   */
  build(header: BatchHeader = {}): Buffer {
    return allAtOnce(this.buildInSteps(header))
  }

  /** The same for whoever shares the thread with others: see `Steps`. */
  *buildInSteps(header: BatchHeader = {}): Steps<Buffer> {
    const compressed = yield* this.#compressed()
    const batch = compressed ?? this.#bytes.subarray(0, this.#at)
    const baseTimestamp = Number.isNaN(this.#baseTimestamp) ? NONE : this.#baseTimestamp
    const summary = {
      baseOffset: this.#baseOffset,
      lastOffset: this.#baseOffset + Math.max(0, this.#lastOffsetDelta),
      baseTimestamp,
      hasDeleteHorizon: this.#options.deleteHorizonMs !== undefined,
      maxTimestamp: this.#maxTimestamp,
      recordCount: this.#recordCount,
      compression: compressed === null ? 'none' : (this.#options.compression ?? 'none'),
    } as const
    sealBatch(batch, summary, header)
    return batch
  }

  /** Begins another batch, of the same options, in the same memory. */
  reset(): void {
    this.#at = RECORDS_AT
    this.#recordCount = 0
    this.#lastOffsetDelta = -1
    this.#baseTimestamp = startingTimestamp(this.#options)
    this.#maxTimestamp = NONE
  }

  /** Writes what comes before the key; false if there is no room for the record. */
  #begin(timestamp: number, offsetDelta: number, fieldBytes: number): boolean {
    const timestampDelta = this.#timestampDelta(timestamp)
    const length = recordLength(timestampDelta, offsetDelta, fieldBytes)
    const end = this.#at + varintSize(length) + length
    if (end > this.#bytes.length && !this.#grow(end)) return false
    const bytes = this.#bytes
    const attributesAt = writeVarint(bytes, this.#at, length)
    bytes[attributesAt] = 0
    this.#at = writeVarint(bytes, writeVarlong(bytes, attributesAt + 1, timestampDelta), offsetDelta)
    if (this.#recordCount === 0) this.#baseTimestamp = timestamp - timestampDelta
    if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp
    this.#lastOffsetDelta = offsetDelta
    this.#recordCount++
    return true
  }

  /** Writes a key or value, of which there is room. */
  #write(field: Field, length: number): void {
    const bytes = this.#bytes
    const at = writeVarint(bytes, this.#at, length)
    this.#at = at
    if (field === null) return
    this.#at = at + length
    if (typeof field !== 'string') bytes.set(field, at)
    else if (length === field.length) bytes.latin1Write(field, at, length)
    else bytes.utf8Write(field, at, length)
  }

  #grow(end: number): boolean {
    if (end > this.#maxBytes) return false
    const capacity = Math.min(Math.max(end, 2 * this.#bytes.length), this.#maxBytes)
    const grown = Buffer.allocUnsafe(capacity) as TextBuffer
    this.#bytes.copy(grown, 0, 0, this.#at)
    this.#bytes = grown
    return true
  }

  #timestampDelta(timestamp: number): number {
    const delta = Number.isNaN(this.#baseTimestamp) ? 0 : timestamp - this.#baseTimestamp
    if (Number.isSafeInteger(timestamp) && Number.isSafeInteger(delta)) return delta
    const isFar = Number.isSafeInteger(timestamp)
    const expected = isFar
      ? `milliseconds less than 2^53 away from the batch's base, ${this.#baseTimestamp}`
      : 'milliseconds between -(2^53 - 1) and 2^53 - 1'
    throw new EncodeError({ code: 'BAD_VALUE', path: 'timestamp', expected, found: glimpse(timestamp) })
  }

  #offsetDelta(offset: number | undefined): number {
    const next = this.#lastOffsetDelta + 1
    const delta = offset === undefined ? next : offset - this.#baseOffset
    if (delta >= next && delta <= MAX_DELTA && Number.isInteger(delta)) return delta
    const expected = `an offset from ${this.#baseOffset + next} to ${this.#baseOffset + MAX_DELTA}`
    throw new EncodeError({
      code: 'BAD_VALUE',
      path: 'offset',
      expected,
      found: glimpse(offset ?? this.#baseOffset + next),
    })
  }

  /** The batch with its records compressed, or null where they go better as they are. */
  *#compressed(): Steps<Buffer | null> {
    const { compression = 'none', alwaysCompress = false } = this.#options
    if (compression === 'none' || this.#recordCount === 0) return null
    const compressed = yield* codecs[compression].compressInSteps(this.#bytes.subarray(RECORDS_AT, this.#at))
    const size = RECORDS_AT + compressed.length
    if (size >= this.#at && !(alwaysCompress && size <= this.#maxBytes)) return null
    const batch = Buffer.allocUnsafe(size)
    compressed.copy(batch, RECORDS_AT)
    return batch
  }
}

function startingTimestamp(options: BatchOptions): number {
  return options.deleteHorizonMs ?? options.baseTimestamp ?? Number.NaN
}

/** What a record's own length says: all of it behind the length. */
function recordLength(timestampDelta: number, offsetDelta: number, fieldBytes: number): number {
  return 1 + varlongSize(timestampDelta) + varintSize(offsetDelta) + fieldBytes
}
