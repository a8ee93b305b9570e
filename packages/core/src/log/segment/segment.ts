/**
 * A piece of a partition's log: batches from a base offset on, in one file, with the indexes that find
 * them by offset and by time. Only the log's last segment is appended to. The records go to the
 * operating system with each append; the indexes, which follow from them, when the segment is sealed,
 * flushed or cooled.
 */
import assert from 'node:assert/strict'
import { DecodeError } from '../../bytes/errors.ts'
import { DiskError, type DiskFile } from '../../host/disk.ts'
import { CorruptIndexError } from '../errors.ts'
import { type ScannedBatch, scanBatches } from './batch-scan.ts'
import type { SegmentFiles } from './segment-files.ts'
import { SegmentIndexes } from './segment-indexes.ts'
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
}

/** What the segment has to know of a batch that it stores. */
export interface StoredFacts {
  readonly lastOffset: number
  readonly maxTimestamp: number
}

export class Segment implements Coolable {
  readonly baseOffset: number
  readonly files: SegmentFiles
  readonly #options: SegmentOptions
  #file: DiskFile | undefined
  #indexes: SegmentIndexes | undefined
  #size: number
  #firstTimestamp: number | undefined
  #syncsUnderWay = 0
  #isLetGo = false
  #isAbandoned = false

  private constructor(options: SegmentOptions, size: number) {
    this.#options = options
    this.files = options.files
    this.baseOffset = options.files.baseOffset
    this.#size = size
  }

  /** A segment without a batch; files of that name are emptied. */
  static create(options: SegmentOptions): Segment {
    const segment = new Segment(options, 0)
    options.files.remove()
    segment.#file = options.files.disk.open(options.files.path('log'), { create: true })
    segment.#indexes = new SegmentIndexes(segment.baseOffset)
    options.warm.touch(segment)
    return segment
  }

  /** The segment whose files are there. Nothing of them is read before it is asked for. */
  static open(options: SegmentOptions): Segment {
    return new Segment(options, options.files.disk.facts(options.files.path('log'))?.size ?? 0)
  }

  /** Bytes of records. */
  get size(): number {
    return this.#size
  }

  /** The latest timestamp of its records, and the last offset of the batch that has it; -1 where there is none. */
  get maxTimestamp(): { readonly timestamp: number; readonly offset: number } {
    return this.#warmIndexes().maxTimestamp
  }

  /** When its records were written last, by the machine's clock. */
  get modifiedMs(): number {
    return this.files.disk.facts(this.files.path('log'))?.modifiedMs ?? 0
  }

  get warmBytes(): number {
    return this.#indexes?.sizeInBytes ?? 0
  }

  /** The first batch's latest timestamp, from which a segment's age counts; -1 where there is none. */
  get firstTimestamp(): number {
    if (this.#firstTimestamp === undefined && this.#size > 0) {
      this.#firstTimestamp = this.scan().next().value?.batch.maxTimestamp
    }
    return this.#firstTimestamp ?? -1
  }

  /** Whether the indexes have room for another entry, and offsets and positions for another batch. */
  hasRoomFor(batch: { readonly bytes: number; readonly lastOffset: number }, indexBytesMax: number): boolean {
    const indexes = this.#warmIndexes()
    if (indexes.isFull(indexBytesMax) || this.#size + batch.bytes > FILE_BYTES_MAX) return false
    return indexes.offsets.canHold(batch.lastOffset)
  }

  /** Writes a batch behind the last one. */
  append(batch: Uint8Array, { lastOffset, maxTimestamp }: StoredFacts): void {
    const indexes = this.#warmIndexes()
    assert.ok(indexes.offsets.canHold(lastOffset), `offset ${lastOffset} in the segment from ${this.baseOffset} on`)
    const position = this.#size
    this.#warmFile().write([batch], position)
    this.#size += batch.length
    const { indexIntervalBytes } = this.#options
    indexes.add({ lastOffset, maxTimestamp, position, sizeInBytes: batch.length }, indexIntervalBytes)
  }

  /** Reads up to `target.length` bytes from a position on, and gives how many there were. */
  read(target: Uint8Array, position: number): number {
    const available = Math.max(0, this.#size - position)
    return this.#warmFile().read(target.subarray(0, Math.min(target.length, available)), position)
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
    return scanBatches(this, { from, to: this.#size, partition: this.#options.partition })
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
    const indexes = new SegmentIndexes(this.baseOffset)
    this.#indexes = indexes
    let end = 0
    try {
      for (const scanned of this.scan()) {
        if (!keep(scanned)) break
        const { lastOffset, maxTimestamp, sizeInBytes } = scanned.batch
        indexes.add({ lastOffset, maxTimestamp, position: end, sizeInBytes }, this.#options.indexIntervalBytes)
        end += sizeInBytes
      }
    } catch (problem) {
      if (!(problem instanceof DecodeError)) throw problem
    }
    const truncatedBytes = this.#size - end
    if (truncatedBytes > 0) {
      this.#warmFile().truncate(end)
      this.#size = end
      this.#firstTimestamp = undefined
    }
    return { truncatedBytes }
  }

  /** Nothing is appended any more. */
  seal(): void {
    const indexes = this.#warmIndexes()
    indexes.seal()
    indexes.save(this.files)
  }

  /** Makes records and indexes durable. */
  async flush(): Promise<void> {
    if (this.#isAbandoned) return
    this.#indexes?.save(this.files)
    await this.flushRecords()
    for (const kind of ['index', 'timeindex', 'txnindex'] as const) {
      if (!this.#isAbandoned) await this.files.sync(kind)
    }
  }

  /** Makes the records durable; the indexes follow from them. */
  async flushRecords(): Promise<void> {
    if (this.#isAbandoned) return // dropped while others were flushed
    const file = this.#warmFile()
    this.#syncsUnderWay++
    try {
      await file.sync()
    } finally {
      this.#syncsUnderWay--
      if (this.#isLetGo) this.#closeFile()
    }
  }

  /** On a disk that takes nothing any more the indexes stay in memory, so that reads go on. */
  cool(): void {
    if (this.#hasSavedIndexes()) this.#indexes = undefined
    this.#isLetGo = true
    this.#closeFile()
  }

  close(): void {
    this.#options.warm.forget(this)
    this.cool()
  }

  /** Closes the file without saving anything: the segment is to be removed. */
  abandon(): void {
    this.#isAbandoned = true
    this.#options.warm.forget(this)
    this.#letGo()
  }

  /** Lets go of the files, and removes them. */
  remove(): void {
    this.abandon()
    this.files.remove()
  }

  #hasSavedIndexes(): boolean {
    try {
      this.#indexes?.save(this.files)
      return true
    } catch (problem) {
      if (problem instanceof DiskError) return false
      throw problem
    }
  }

  #letGo(): void {
    this.#indexes = undefined
    this.#isLetGo = true
    this.#closeFile()
  }

  /** Closes the file, unless it is being synced: then that does it at its end. */
  #closeFile(): void {
    if (this.#syncsUnderWay > 0) return
    this.#file?.close()
    this.#file = undefined
  }

  #warmFile(): DiskFile {
    this.#options.warm.touch(this)
    this.#isLetGo = false
    this.#file ??= this.files.disk.open(this.files.path('log'), { create: false })
    return this.#file
  }

  #warmIndexes(): SegmentIndexes {
    this.#options.warm.touch(this)
    this.#indexes ??= this.#load()
    return this.#indexes
  }

  /** The indexes from their files; those by offset and time can be made from the records if the files are broken. */
  #load(): SegmentIndexes {
    try {
      const indexes = SegmentIndexes.load(this.files)
      this.#seeLateTimestamps(indexes)
      return indexes
    } catch (problem) {
      if (!(problem instanceof CorruptIndexError)) throw problem
    }
    const indexes = SegmentIndexes.withoutEntries(this.files)
    for (const { position, batch } of this.scan()) {
      const { lastOffset, maxTimestamp, sizeInBytes } = batch
      indexes.add({ lastOffset, maxTimestamp, position, sizeInBytes }, this.#options.indexIntervalBytes)
    }
    indexes.seal()
    return indexes
  }

  /** The time index knows the timestamps up to its last entry; behind that, the batches do. */
  #seeLateTimestamps(indexes: SegmentIndexes): void {
    const from = indexes.offsets.positionFor(indexes.times.lastOffset)
    for (const { batch } of this.scan(from)) indexes.seeTimestamp(batch)
  }
}
