/**
 * One record batch, seen where it lies in a larger buffer (a Fetch response, a log segment). Its
 * bounds and header are checked when the view is made, its checksum and its records when
 * `records()` is called. Nothing is copied; fields are read when they are asked for.
 */
import { DecodeError } from '../bytes/errors.ts'
import {
  CONTROL,
  type Compression,
  DELETE_HORIZON,
  LOG_APPEND_TIME,
  readCompression,
  type TimestampType,
  TRANSACTIONAL,
} from './attributes.ts'
import { batchSizeAt, checkHeader } from './batch-header.ts'
import type { Codec } from './compression/codec.ts'
import { codecs } from './compression/codecs.ts'
import type { Steps } from './compression/steps.ts'
import { crc32c } from './crc32c.ts'
import { RecordCursor } from './cursor.ts'
import * as layout from './layout.ts'
import { readInt64 } from './layout.ts'
import { DEFAULT_MAX_DECOMPRESSED_BYTES, type ReadOptions, subjectOf } from './read-options.ts'

const SEQUENCES = 0x80000000

export class RecordBatch {
  /** The buffer that the batch lies in, from `start` to `end`. */
  readonly buffer: Buffer
  readonly start: number
  readonly end: number
  readonly #options: ReadOptions

  /**
   * The batch that begins at `start`.
   *
   * @throws DecodeError `UNSUPPORTED` for message sets of magic 0 and 1, `TRUNCATED` where the batch
   * goes on behind the end of the buffer, and other codes for a header that cannot be.
   */
  constructor(buffer: Buffer, start = 0, options: ReadOptions = {}) {
    this.buffer = buffer
    this.start = start
    this.#options = options
    try {
      const size = batchSizeAt(buffer, start)
      if (size === null) throw truncated(buffer, start)
      checkHeader(buffer, start)
      this.end = start + size
    } catch (error) {
      throw this.#named(error)
    }
  }

  /** The batch alone, as a view of the buffer. */
  get bytes(): Buffer {
    return this.buffer.subarray(this.start, this.end)
  }

  get sizeInBytes(): number {
    return this.end - this.start
  }

  get baseOffset(): number {
    return readInt64(this.buffer, this.start, 'baseOffset')
  }

  /** The last offset that the batch was given; compaction may have taken its record. */
  get lastOffset(): number {
    return this.baseOffset + this.#int32(layout.LAST_OFFSET_DELTA_AT)
  }

  get leaderEpoch(): number {
    return this.#int32(layout.LEADER_EPOCH_AT)
  }

  get magic(): number {
    return this.buffer.readInt8(this.start + layout.MAGIC_AT)
  }

  /** The checksum that the batch claims. */
  get crc(): number {
    return this.buffer.readUInt32BE(this.start + layout.CRC_AT)
  }

  get attributes(): number {
    return this.buffer.readInt16BE(this.start + layout.ATTRIBUTES_AT)
  }

  get compression(): Compression {
    return readCompression(this.buffer, this.start + layout.ATTRIBUTES_AT)
  }

  get timestampType(): TimestampType {
    return (this.attributes & LOG_APPEND_TIME) === 0 ? 'CreateTime' : 'LogAppendTime'
  }

  get isTransactional(): boolean {
    return (this.attributes & TRANSACTIONAL) !== 0
  }

  /** Whether the records are the brokers' own (transaction markers), not for applications. */
  get isControl(): boolean {
    return (this.attributes & CONTROL) !== 0
  }

  /** What the records' timestamp deltas count from, whatever else the field may mean. */
  get baseTimestamp(): number {
    return readInt64(this.buffer, this.start + layout.BASE_TIMESTAMP_AT, 'baseTimestamp')
  }

  get maxTimestamp(): number {
    return readInt64(this.buffer, this.start + layout.MAX_TIMESTAMP_AT, 'maxTimestamp')
  }

  /** From when on compaction may drop the batch's tombstones and markers; null until it was set. */
  get deleteHorizonMs(): number | null {
    return (this.attributes & DELETE_HORIZON) === 0 ? null : this.baseTimestamp
  }

  get producerId(): number {
    return readInt64(this.buffer, this.start + layout.PRODUCER_ID_AT, 'producerId')
  }

  get producerEpoch(): number {
    return this.buffer.readInt16BE(this.start + layout.PRODUCER_EPOCH_AT)
  }

  get baseSequence(): number {
    return this.#int32(layout.BASE_SEQUENCE_AT)
  }

  /** The last record's sequence number: after 2147483647 comes 0. */
  get lastSequence(): number {
    const first = this.baseSequence
    if (first === layout.NONE) return layout.NONE
    return (first + this.#int32(layout.LAST_OFFSET_DELTA_AT)) % SEQUENCES
  }

  /** The number of records that the batch claims; `records()` refuses one that its bytes have no room for. */
  get recordCount(): number {
    return this.#int32(layout.RECORD_COUNT_AT)
  }

  /** @throws DecodeError `CORRUPT` if the bytes are not those that the checksum was made of. */
  checkCrc(): void {
    const claimed = this.crc
    const found = crc32c(this.buffer.subarray(this.start + layout.ATTRIBUTES_AT, this.end))
    if (found === claimed) return
    const expected = `CRC-32C ${hexadecimal(claimed)}`
    const position = this.start + layout.CRC_AT
    throw this.#named(new DecodeError({ code: 'CORRUPT', expected, found: hexadecimal(found), position }))
  }

  /**
   * A cursor before the first record, once the checksum has been checked and the records inflated.
   *
   * @example
   * const records = batch.records()
   * while (records.next()) console.log(records.offset, records.keyText(), records.valueText())
   *
   * @throws DecodeError `CORRUPT` for a wrong checksum or compressed bytes that do not open,
   * `TOO_LARGE` for records that inflate beyond the limit.
   */
  records(): RecordCursor {
    this.#checkCrcIfAsked()
    const codec = this.#codec
    return this.#cursor(codec === null ? null : this.#inflate(codec))
  }

  /** The same for whoever shares the thread with others: see `Steps`. */
  *recordsInSteps(): Steps<RecordCursor> {
    this.#checkCrcIfAsked()
    const codec = this.#codec
    return this.#cursor(codec === null ? null : yield* this.#inflateInSteps(codec))
  }

  #checkCrcIfAsked(): void {
    if (this.#options.checkCrc !== false) this.checkCrc()
  }

  #cursor(inflated: Buffer | null): RecordCursor {
    return new RecordCursor({
      bytes: inflated ?? this.buffer,
      start: inflated === null ? this.start + layout.RECORDS_AT : 0,
      end: inflated === null ? this.end : inflated.length,
      subject: `${inflated === null ? '' : 'decompressed '}${this.#subject}`,
      recordCount: this.recordCount,
      baseOffset: this.baseOffset,
      lastOffsetDelta: this.#int32(layout.LAST_OFFSET_DELTA_AT),
      baseTimestamp: this.baseTimestamp,
      logAppendTime: this.timestampType === 'LogAppendTime' ? this.maxTimestamp : null,
    })
  }

  /**
   * The records one behind the other, without compression: a view of the batch where it has none. The checksum
   * is not looked at.
   *
   * @throws DecodeError as `records()` does.
   */
  inflated(): Buffer {
    const codec = this.#codec
    return codec === null ? this.buffer.subarray(this.start + layout.RECORDS_AT, this.end) : this.#inflate(codec)
  }

  /** What the records are to be inflated with. Without records there is nothing to, whatever the header says. */
  get #codec(): Codec | null {
    const { compression } = this
    const isEmpty = this.recordCount === 0 && this.sizeInBytes === layout.RECORDS_AT
    return compression === 'none' || isEmpty ? null : codecs[compression]
  }

  get #subject(): string {
    return subjectOf(this.buffer, this.start, this.#options.partition)
  }

  #inflate(codec: Codec): Buffer {
    try {
      return codec.decompress(...this.#compressed())
    } catch (error) {
      throw this.#located(error)
    }
  }

  *#inflateInSteps(codec: Codec): Steps<Buffer> {
    try {
      return yield* codec.decompressInSteps(...this.#compressed())
    } catch (error) {
      throw this.#located(error)
    }
  }

  #compressed(): [bytes: Buffer, maxBytes: number] {
    const bytes = this.buffer.subarray(this.start + layout.RECORDS_AT, this.end)
    return [bytes, this.#options.maxDecompressedBytes ?? DEFAULT_MAX_DECOMPRESSED_BYTES]
  }

  /** The error of a codec, which counts from the first compressed byte. */
  #located(error: unknown): unknown {
    if (!(error instanceof DecodeError) || error.position === undefined) return this.#named(error)
    return this.#named(error.at({ position: this.start + layout.RECORDS_AT + error.position }))
  }

  #int32(at: number): number {
    return this.buffer.readInt32BE(this.start + at)
  }

  #named(error: unknown): unknown {
    return error instanceof DecodeError ? error.at({ subject: this.#subject }) : error
  }
}

function truncated(buffer: Buffer, start: number): DecodeError {
  const found = `${Math.max(0, buffer.length - start)} bytes of one`
  return new DecodeError({ code: 'TRUNCATED', expected: 'a whole record batch', found, position: start })
}

function hexadecimal(crc: number): string {
  return `0x${crc.toString(16).padStart(8, '0')}`
}
