/**
 * The log of one partition: appended to at its end, read from anywhere, cut off at its start. An append
 * is a plain call; it is checked, given its offsets, written to the last segment, and visible when the
 * call returns. What it is not yet is durable: `flush` is awaited for that.
 *
 * The order of an append is its safety: everything that can refuse it comes before the write, and what
 * is remembered of it (producers, transactions, epochs) comes after, so that a refused batch leaves no
 * trace and an accepted one is never half known.
 */
import { DiskError } from '../host/disk.ts'
import { RecordBatch } from '../records/batch.ts'
import { setPlace } from '../records/stamp.ts'
import { type Appended, type AppendOutcome, type AppendRequest, checkBatch, refuse } from './append.ts'
import type { CleanableLog } from './compaction/clean.ts'
import { Durability } from './durability.ts'
import { EmptyReads } from './empty-reads.ts'
import type { EpochEnd } from './leader-epochs.ts'
import { type LogConfig, segmentSpanMs } from './log-config.ts'
import type { LogParts } from './log-parts.ts'
import { abortedIn, readBatches } from './log-read.ts'
import type { AppendVerdict, Duplicate, MarkerFacts } from './producer-state/facts.ts'
import type { ProducerEntry } from './producer-state/producer-entry.ts'
import { markerOf, replay } from './replay.ts'
import { agesOf, expendableSegments } from './retention.ts'
import { Segment } from './segment/segment.ts'
import type { SegmentList } from './segment/segment-list.ts'
import type { AbortedTransaction } from './segment/transaction-index.ts'
import { firstAtOrAfter, latestOf, type TimestampedOffset } from './timestamp-lookup.ts'

/** From here on a new batch of an unknown producer must begin with sequence 0. */
const TRANSACTIONS_WITH_OWN_EPOCH = 2

export interface ReadRequest {
  readonly offset: number
  readonly maxBytes: number
  /** Whether the first batch is given whole where it is larger than `maxBytes`. */
  readonly atLeastOne: boolean
  /** `committed` ends before the first transaction that is open, and tells which were aborted. */
  readonly isolation: 'uncommitted' | 'committed'
  /**
   * Gives memory of so many bytes for the records and what has to be read to find them, for a reader that has
   * some to use again: new memory for each read costs more than the reading. When it is asked once more for the
   * same read, what it gave before is free again.
   */
  readonly memory?: ((bytes: number) => Buffer) | undefined
}

export interface ReadOutcome {
  readonly kind: 'read'
  /** Batches as they lie in the file. The first may begin before the offset that was asked for. */
  readonly records: Buffer
  /** Where the next read goes on. */
  readonly nextOffset: number
  /** The aborted transactions among them, where only committed records were asked for; otherwise null. */
  readonly aborted: readonly AbortedTransaction[] | null
}

/** A time to look up: milliseconds, the log's ends, or whichever record has the latest timestamp. */
export type LookUpTime = number | 'earliest' | 'latest' | 'max-timestamp'

/** The offset is one that the log does not have any more, or not yet. */
export interface OutOfRange {
  readonly kind: 'out-of-range'
  readonly startOffset: number
  readonly endOffset: number
}

export class PartitionLog {
  readonly partition: string
  readonly #parts: LogParts
  readonly #durability: Durability
  #startOffset: number
  #endOffset: number
  #segmentBeganMs: number
  #isAbandoned = false
  #dropped: Segment[] = []
  readonly #emptyReads = new EmptyReads()

  /** The log that these parts make up: see `openLog`. */
  constructor(parts: LogParts) {
    this.partition = parts.partition
    this.#parts = parts
    this.#startOffset = parts.startOffset
    this.#endOffset = parts.endOffset
    this.#segmentBeganMs = parts.clock.nowMs()
    this.#durability = new Durability(parts)
  }

  get config(): LogConfig {
    return this.#parts.settings.config
  }

  /** Sets what was altered: it holds for the next append, the next segment, the next look at what may go. */
  set config(config: LogConfig) {
    this.#parts.settings.config = config
  }

  /** The first offset that can be read. */
  get startOffset(): number {
    return this.#startOffset
  }

  /** The offset that the next record gets. */
  get endOffset(): number {
    return this.#endOffset
  }

  /** Up to where consumers may read. As long as a partition has one replica, to the end. */
  get highWatermark(): number {
    return this.#endOffset
  }

  /** Up to where consumers may read that want no record of an open transaction. */
  get lastStableOffset(): number {
    const unstable = this.#parts.producers.firstUndecidedOffset
    return unstable === null ? this.highWatermark : Math.max(unstable, this.#startOffset)
  }

  /** Before which all is durable. */
  get recoveryPoint(): number {
    return this.#durability.recoveryPoint
  }

  /** What is remembered of each producer that has written here. */
  producers(): IterableIterator<ProducerEntry> {
    return this.#parts.producers.entries()
  }

  get sizeInBytes(): number {
    return this.#parts.segments.size
  }

  /** What a compaction pass works on. */
  get cleanable(): CleanableLog {
    return this.#parts
  }

  /** For retention and compaction, which take segments out of the log. */
  get segments(): SegmentList {
    return this.#parts.segments
  }

  /**
   * Appends one batch. The bytes are changed: offsets and leader epoch are written into them, and the
   * timestamps where the topic's are the broker's.
   */
  append(bytes: Buffer, request: AppendRequest): AppendOutcome {
    const { health, clock } = this.#parts
    if (health.failure !== null) return this.#offline(health.failure)
    if (this.#isAbandoned) return refuse('UNKNOWN_TOPIC_OR_PARTITION', `${this.partition} was deleted`)
    const nowMs = clock.nowMs()
    const { partition, config } = this
    const batch = checkBatch(bytes, { partition, config, nowMs, origin: request.origin })
    if (!(batch instanceof RecordBatch)) return batch
    const firstOffset = this.#endOffset
    if (!Number.isSafeInteger(firstOffset + bytes.length)) return refuse('INVALID_RECORD', `${partition} is full`)
    setPlace(batch, { baseOffset: firstOffset, leaderEpoch: request.leaderEpoch })
    const marker = markerOf(batch)
    const verdict = this.#askProducers(batch, marker, request)
    if (verdict?.kind === 'refused') return refuse(verdict.error, verdict.message)
    if (verdict?.kind === 'duplicate') return this.#duplicate(verdict)
    try {
      health.guard(() => this.#write(batch, nowMs))
    } catch (problem) {
      if (problem instanceof DiskError) return this.#offline(problem)
      throw problem
    }
    this.#remember(batch, marker)
    const logAppendTimeMs = batch.timestampType === 'LogAppendTime' ? batch.maxTimestamp : -1
    const durable = this.#durability.appended({ firstOffset, endOffset: this.#endOffset }, this.config)
    return { kind: 'appended', firstOffset, lastOffset: batch.lastOffset, logAppendTimeMs, isDuplicate: false, durable }
  }

  read({ offset, maxBytes, atLeastOne, isolation, memory }: ReadRequest): ReadOutcome | OutOfRange {
    if (offset < this.#startOffset || offset > this.#endOffset) {
      return { kind: 'out-of-range', startOffset: this.#startOffset, endOffset: this.#endOffset }
    }
    const isCommitted = isolation === 'committed'
    const upTo = isCommitted ? this.lastStableOffset : this.highWatermark
    if (offset >= upTo) return this.#emptyReads.at(offset, isolation)
    const { segments } = this.#parts
    const { records, nextOffset } = readBatches(segments, { offset, upTo, maxBytes, atLeastOne, memory })
    const aborted = isCommitted ? abortedIn(segments, offset, nextOffset) : null
    return { kind: 'read', records, nextOffset, aborted }
  }

  /** The offset that stands for a time, or null where no record is as late. */
  lookUp(time: LookUpTime, isolation: ReadRequest['isolation'] = 'uncommitted'): TimestampedOffset | null {
    const start = this.#startOffset
    const end = isolation === 'committed' ? this.lastStableOffset : this.highWatermark
    if (time === 'earliest') return { offset: start, timestamp: -1 }
    if (time === 'latest') return { offset: end, timestamp: -1 }
    const segments = this.#parts.segments.from(start)
    const found = time === 'max-timestamp' ? latestOf(segments, start) : firstAtOrAfter(segments, time, start)
    return found !== null && found.offset < end ? found : null
  }

  /** The leader's epoch in which the record at an offset was appended; undefined where that is not known. */
  epochFor(offset: number): number | undefined {
    return this.#parts.epochs.epochFor(offset)
  }

  /** Where an epoch of the partition's leaders ended. */
  endOffsetForEpoch(epoch: number): EpochEnd {
    return this.#parts.epochs.endOffsetFor(epoch, this.#endOffset)
  }

  get latestEpoch(): number | undefined {
    return this.#parts.epochs.latest
  }

  /** Makes durable what a start after a crash has cut off; to be awaited before the first append. */
  async settleRecovery(): Promise<void> {
    await this.#durability.settleRecovery()
  }

  /** Makes all that was appended so far durable. */
  async flush(): Promise<void> {
    await this.#durability.flush(this.#endOffset)
  }

  /** Makes all durable if something has waited for that longer than the topic allows. */
  async flushIfDue(): Promise<void> {
    await this.#durability.flushIfDue(this.#endOffset, this.config)
  }

  /** Moves the log's start: what lies before it cannot be read any more, and goes with its segment. */
  moveStartTo(offset: number): void {
    if (offset <= this.#startOffset) return
    this.#startOffset = Math.min(offset, this.highWatermark)
    this.#parts.producers.moveStartTo(this.#startOffset)
    this.#parts.epochs.truncateFromStart(this.#startOffset)
  }

  /**
   * Drops the segments that retention allows to go, and gives how many those were. Their files are still
   * there: see `takeDropped`.
   */
  applyRetention(): number {
    const { segments, clock, health } = this.#parts
    const { startOffset, highWatermark } = this
    if (health.failure !== null) return 0
    const ages = agesOf(segments, this.#endOffset)
    const count = expendableSegments({ segments: ages, startOffset, highWatermark, nowMs: clock.nowMs() }, this.config)
    if (count === 0) return 0
    health.guard(() => {
      if (count === segments.count) this.roll()
      const dropped = segments.dropFirst(count)
      for (const segment of dropped) this.#durability.owe(segment)
      this.#dropped.push(...dropped)
      this.moveStartTo(segments.first.baseOffset)
    })
    return count
  }

  /**
   * The segments that were dropped, to be removed once the log's new start is durable: if they went before, a loss
   * of power could bring back some of them. What a snapshot of producers has to know of them is durable by then.
   */
  async takeDropped(): Promise<Segment[]> {
    const dropped = this.#dropped.splice(0)
    try {
      if (dropped.length > 0) await this.flush()
      await this.#durability.settled()
    } finally {
      for (const segment of dropped) segment.abandon()
    }
    return dropped
  }

  /** Removes what `takeDropped` gave, giving others a turn between the steps. */
  async removeDropped(dropped: readonly Segment[]): Promise<void> {
    const { clock } = this.#parts
    for (const segment of dropped) {
      if (this.#isAbandoned) return // deleted meanwhile: the files are not ours any more
      for (const _ of segment.files.shorten()) await new Promise<void>((resolve) => clock.soon(resolve))
      if (this.#isAbandoned) return
      segment.files.remove()
      this.#parts.snapshots.removeBefore(segment.baseOffset + 1)
    }
  }

  /** Forgets producers that have written nothing for so long. */
  expireProducers(expirationMs: number): void {
    this.#parts.producers.expire({ nowMs: this.#parts.clock.nowMs(), expirationMs })
  }

  /** Closes the last segment and begins the next. Nothing happens while the last one is empty. */
  roll(): void {
    const { segments, producers, snapshots } = this.#parts
    const { active } = segments
    if (active.size === 0) return
    active.seal()
    snapshots.write({ offset: this.#endOffset, producers: producers.save() })
    segments.add(Segment.create(this.#parts.segmentOptions(this.#endOffset)))
    this.#segmentBeganMs = this.#parts.clock.nowMs()
    this.#durability.flushSealedInBackground(active, this.#endOffset)
  }

  /** Makes everything durable and lets go of the files. */
  async close(): Promise<void> {
    const { segments, producers, snapshots, health } = this.#parts
    try {
      if (health.failure !== null) return
      health.guard(() => {
        segments.active.seal()
        snapshots.write({ offset: this.#endOffset, producers: producers.save() })
      })
      await this.#durability.flushSealed(segments.active, this.#endOffset)
    } finally {
      await this.#durability.settled()
      for (const segment of [...segments, ...this.#dropped]) {
        if (health.failure === null) segment.close()
        else segment.abandon()
      }
    }
  }

  /** Lets go of the files, which are to be removed, and takes no batch any more. Kept when nothing uses them. */
  async abandon(): Promise<void> {
    this.#isAbandoned = true
    for (const segment of [...this.#parts.segments, ...this.#dropped]) segment.abandon()
    await this.#durability.abandon()
  }

  #askProducers(batch: RecordBatch, marker: MarkerFacts | null, request: AppendRequest): AppendVerdict | null {
    const { producers } = this.#parts
    const { origin, transactionVersion = 0 } = request
    if (marker !== null) return producers.checkMarker(marker, { origin, transactionVersion })
    const mustStartAtZero = transactionVersion >= TRANSACTIONS_WITH_OWN_EPOCH
    return producers.check([batch], { origin, mustStartAtZero })
  }

  #write(batch: RecordBatch, nowMs: number): void {
    if (this.#isRollDue(batch, nowMs)) this.roll()
    this.#parts.segments.active.append(batch.bytes, batch)
  }

  #isRollDue({ sizeInBytes: bytes, lastOffset, maxTimestamp }: RecordBatch, nowMs: number): boolean {
    const { active } = this.#parts.segments
    if (active.size === 0) return false
    const { segmentBytes, segmentIndexBytes } = this.config
    if (active.size + bytes > segmentBytes || !active.hasRoomFor({ bytes, lastOffset }, segmentIndexBytes)) return true
    const { firstTimestamp } = active
    const ageMs = firstTimestamp >= 0 ? maxTimestamp - firstTimestamp : nowMs - this.#segmentBeganMs
    return ageMs > segmentSpanMs(this.config)
  }

  #remember(batch: RecordBatch, marker: MarkerFacts | null): void {
    const { producers, epochs, segments } = this.#parts
    epochs.assign(batch.leaderEpoch, batch.baseOffset)
    this.#endOffset = batch.lastOffset + 1
    const ended = replay(producers, batch, marker)
    if (ended?.isAborted === true) segments.active.addAborted(ended)
    producers.moveHighWatermarkTo(this.highWatermark)
  }

  #duplicate({ firstOffset, lastOffset, timestamp }: Duplicate): Appended {
    return { kind: 'appended', firstOffset, lastOffset, logAppendTimeMs: timestamp, isDuplicate: true, durable: null }
  }

  #offline(failure: DiskError): AppendOutcome {
    return refuse('KAFKA_STORAGE_ERROR', `${this.partition}: the disk failed (${failure.message})`)
  }
}
