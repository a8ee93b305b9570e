/**
 * A piece of a partition's log: batches from a base offset on, in one file, with the indexes that find
 * them by offset and by time. Only the log's last segment is appended to. The records go to the
 * operating system with each append; the indexes, which follow from them, when the segment is sealed,
 * flushed or cooled.
 */
import assert from 'node:assert/strict'
import { DecodeError } from '../../bytes/errors.ts'
import { type ScannedBatch, scanBatches } from './batch-scan.ts'
import { LazyIndexes } from './lazy-indexes.ts'
import { RecordsFile } from './records-file.ts'
import type { SegmentFiles } from './segment-files.ts'
import type { SegmentIndexes, TimedBatch } from './segment-indexes.ts'
import type { AbortedInRange, AbortedTransaction } from './transaction-index.ts'
import type { Coolable, WarmSegments } from './warm-segments.ts'

/** Positions in a segment's file are int32. */
const FILE_BYTES_MAX = 0x7fffffff

export interface SegmentOptions {
  readonly files: SegmentFiles
  readonly warm: WarmSegments
  /** For errors, for example `orders-3`. */
  readonly partition: string
  readonly indexIntervalBytes: number
  /** Finds out from the log which transactions the segment's markers abort, for one whose index is broken. */
  readonly findAborted?: (segment: Segment) => readonly AbortedTransaction[]
}

export class Segment implements Coolable {
  readonly baseOffset: number
  readonly files: SegmentFiles
  readonly #options: SegmentOptions
  readonly #records: RecordsFile
  readonly #indexes: LazyIndexes
  #firstTimestamp: number | undefined
  #isAbandoned = false

  private constructor(options: SegmentOptions, records: RecordsFile) {
    this.#options = options
    this.#records = records
    this.files = options.files
    this.baseOffset = options.files.baseOffset
    this.#indexes = new LazyIndexes({
      ...options,
      sizeOfRecords: () => this.size,
      scan: (from) => this.scan(from),
      findAborted: () => options.findAborted?.(this) ?? null,
    })
  }

  /** A segment without a batch; files of that name are emptied. */
  static create(options: SegmentOptions): Segment {
    options.files.remove()
    const segment = new Segment(options, RecordsFile.create(options.files))
    segment.#indexes.renew()
    options.warm.touch(segment)
    return segment
  }

  /** The segment whose files are there. Nothing of them is read before it is asked for. */
  static open(options: SegmentOptions): Segment {
    return new Segment(options, RecordsFile.existing(options.files))
  }

  /** Bytes of records. */
  get size(): number {
    return this.#records.size
  }

  /** The latest timestamp of its records, and the last offset of the batch that has it; -1 where there is none. */
  get maxTimestamp(): { readonly timestamp: number; readonly offset: number } {
    return this.#warmIndexes().maxTimestamp
  }

  /** When its records were written last, by the machine's clock. */
  get modifiedMs(): number {
    return this.#records.modifiedMs
  }

  get warmBytes(): number {
    return this.#indexes.warmBytes
  }

  /** The first batch's latest timestamp, from which a segment's age counts; -1 where there is none. */
  get firstTimestamp(): number {
    if (this.#firstTimestamp === undefined && this.size > 0) {
      this.#firstTimestamp = this.scan().next().value?.batch.maxTimestamp
    }
    return this.#firstTimestamp ?? -1
  }

  /** Whether the indexes have room for another entry, and offsets and positions for another batch. */
  hasRoomFor(batch: { readonly bytes: number; readonly lastOffset: number }, indexBytesMax: number): boolean {
    const indexes = this.#warmIndexes()
    if (indexes.isFull(indexBytesMax) || this.size + batch.bytes > FILE_BYTES_MAX) return false
    return indexes.offsets.canHold(batch.lastOffset)
  }

  /** Writes a batch behind the last one. */
  append(batch: Uint8Array, { lastOffset, maxTimestamp }: TimedBatch): void {
    const indexes = this.#warmIndexes()
    assert.ok(indexes.offsets.canHold(lastOffset), `offset ${lastOffset} in the segment from ${this.baseOffset} on`)
    const position = this.size
    this.#warmRecords().append(batch)
    const { indexIntervalBytes } = this.#options
    indexes.add({ lastOffset, maxTimestamp, position, sizeInBytes: batch.length }, indexIntervalBytes)
  }

  /** Reads up to `target.length` bytes from a position on, and gives how many there were. */
  read(target: Uint8Array, position: number): number {
    return this.#warmRecords().read(target, position)
  }

  /** From which position on to look for an offset. */
  positionFor(offset: number): number {
    return this.#warmIndexes().offsets.positionFor(offset)
  }

  /** From which position on to look for a record of this timestamp or a later one. */
  positionForTime(timestamp: number): number {
    const { offsets, times } = this.#warmIndexes()
    return offsets.positionFor(times.offsetFor(timestamp))
  }

  addAborted(transaction: AbortedTransaction): void {
    this.#warmIndexes().addAborted(transaction)
  }

  /** The aborted transactions that overlap the offsets and whose markers lie in this segment. */
  collectAborted(fetchOffset: number, upperBoundOffset: number): AbortedInRange {
    return this.#warmIndexes().transactions.collect(fetchOffset, upperBoundOffset)
  }

  /** The batches from a position on, in order. */
  scan(from = 0): Generator<ScannedBatch> {
    return scanBatches(this, { from, to: this.size, partition: this.#options.partition })
  }

  /** The offset behind the last batch. */
  nextOffset(): number {
    let next = this.baseOffset
    for (const { batch } of this.scan(this.#warmIndexes().offsets.lastPosition)) next = batch.lastOffset + 1
    return next
  }

  /**
   * Drops all indexes and makes them anew from the batches, each of which `keep` is shown first. The
   * file ends before the first that `keep` refuses, and before bytes that are no batch.
   */
  rebuild(keep: (scanned: ScannedBatch) => boolean): { truncatedBytes: number } {
    const indexes = this.#indexes.renew()
    let end = 0
    try {
      for (const scanned of this.scan()) {
        if (!keep(scanned)) break
        indexes.addScanned(scanned, this.#options.indexIntervalBytes)
        end += scanned.batch.sizeInBytes
      }
    } catch (problem) {
      if (!(problem instanceof DecodeError)) throw problem
    }
    const truncatedBytes = this.size - end
    if (truncatedBytes > 0) {
      this.#warmRecords().cutOff(end)
      this.#firstTimestamp = undefined
    }
    return { truncatedBytes }
  }

  /** Nothing is appended any more. */
  seal(): void {
    this.#indexes.seal()
    this.#options.warm.touch(this)
  }

  /** Makes records and indexes durable. */
  async flush(): Promise<void> {
    await this.flushRecords()
    if (!this.#isAbandoned) await this.#indexes.flush(() => !this.#isAbandoned)
  }

  /** Makes the records durable; the indexes follow from them. */
  async flushRecords(): Promise<void> {
    if (!this.#isAbandoned) await this.#warmRecords().sync()
  }

  /** Lets go of the file, and of what memory holds of the indexes. */
  cool(): void {
    this.#indexes.letGo()
    this.#records.letGo()
  }

  close(): void {
    this.#options.warm.forget(this)
    this.cool()
  }

  /** Lets go of everything without saving it: the segment is to be removed. */
  abandon(): void {
    this.#isAbandoned = true
    this.#options.warm.forget(this)
    this.#indexes.abandon()
    this.#records.letGo()
  }

  /** Lets go of the files, and removes them. */
  remove(): void {
    this.abandon()
    this.files.remove()
  }

  #warmRecords(): RecordsFile {
    this.#options.warm.touch(this)
    return this.#records
  }

  #warmIndexes(): SegmentIndexes {
    // To load them others may be read, which may push this one out.
    const indexes = this.#indexes.get()
    this.#options.warm.touch(this)
    return indexes
  }
}
