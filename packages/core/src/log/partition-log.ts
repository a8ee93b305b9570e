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
import { type AppendOutcome, type AppendRequest, checkBatch, duplicateOf, refuse, refuseOffline } from './append.ts'
import type { CleanableLog } from './compaction/clean.ts'
import { DroppedSegments } from './dropped-segments.ts'
import { Durability } from './durability.ts'
import type { EpochEnd } from './leader-epochs.ts'
import type { LogConfig } from './log-config.ts'
import type { LogParts } from './log-parts.ts'
import { LogReader, type LookUpTime, type OutOfRange, type ReadOutcome, type ReadRequest } from './log-reader.ts'
import type { MarkerFacts } from './producer-state/facts.ts'
import type { ProducerEntry } from './producer-state/producer-entry.ts'
import { askProducers, markerOf, replay } from './replay.ts'
import { agesOf, expendableSegments } from './retention.ts'
import { isRollDue } from './roll.ts'
import { Segment } from './segment/segment.ts'
import type { SegmentList } from './segment/segment-list.ts'
import type { TimestampedOffset } from './timestamp-lookup.ts'

export class PartitionLog {
  readonly partition: string
  /** What retention has let go of and nobody has removed yet. */
  readonly dropped: DroppedSegments
  readonly #parts: LogParts
  readonly #durability: Durability
  readonly #reader: LogReader
  #startOffset: number
  #endOffset: number
  #segmentBeganMs: number
  #isAbandoned = false

  /** The log that these parts make up: see `openLog`. */
  constructor(parts: LogParts) {
    this.partition = parts.partition
    this.#parts = parts
    this.#startOffset = parts.startOffset
    this.#endOffset = parts.endOffset
    this.#segmentBeganMs = parts.clock.nowMs()
    this.#durability = new Durability(parts)
    this.#reader = new LogReader(parts.segments, this)
    this.dropped = new DroppedSegments(parts, this.#durability)
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
   * timestamps where the topic's are the broker's. Where the topic wants another codec, they are left
   * alone and a batch that is written anew takes their place.
   */
  append(bytes: Buffer, request: AppendRequest): AppendOutcome {
    const { health, clock } = this.#parts
    if (health.failure !== null) return refuseOffline(this.partition, health.failure)
    if (this.#isAbandoned) return refuse('UNKNOWN_TOPIC_OR_PARTITION', `${this.partition} was deleted`)
    const nowMs = clock.nowMs()
    const { partition, config } = this
    const batch = checkBatch(bytes, { partition, config, nowMs, origin: request.origin })
    if (!(batch instanceof RecordBatch)) return batch
    const firstOffset = this.#endOffset
    if (!Number.isSafeInteger(firstOffset + bytes.length)) return refuse('INVALID_RECORD', `${partition} is full`)
    setPlace(batch, { baseOffset: firstOffset, leaderEpoch: request.leaderEpoch })
    const marker = markerOf(batch)
    const verdict = askProducers(this.#parts.producers, { batch, marker }, request)
    if (verdict?.kind === 'refused') return refuse(verdict.error, verdict.message)
    if (verdict?.kind === 'duplicate') return duplicateOf(verdict)
    try {
      health.guard(() => this.#write(batch, nowMs))
    } catch (problem) {
      if (problem instanceof DiskError) return refuseOffline(partition, problem)
      throw problem
    }
    this.#remember(batch, marker)
    const logAppendTimeMs = batch.timestampType === 'LogAppendTime' ? batch.maxTimestamp : -1
    const durable = this.#durability.appended({ firstOffset, endOffset: this.#endOffset }, this.config)
    const { lastOffset, sizeInBytes: storedBytes } = batch
    return { kind: 'appended', firstOffset, lastOffset, logAppendTimeMs, storedBytes, isDuplicate: false, durable }
  }

  read(request: ReadRequest): ReadOutcome | OutOfRange {
    return this.#reader.read(request)
  }

  /** The offset that stands for a time, or null where no record is as late. */
  lookUp(time: LookUpTime, isolation: ReadRequest['isolation'] = 'uncommitted'): TimestampedOffset | null {
    return this.#reader.lookUp(time, isolation)
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
   * there: see `dropped`.
   */
  applyRetention(): number {
    const { segments, clock, health } = this.#parts
    const { startOffset, highWatermark } = this
    if (health.failure !== null || this.#isAbandoned) return 0
    const ages = agesOf(segments, this.#endOffset)
    const count = expendableSegments({ segments: ages, startOffset, highWatermark, nowMs: clock.nowMs() }, this.config)
    if (count === 0) return 0
    health.guard(() => {
      if (count === segments.count) this.roll()
      this.dropped.add(segments.dropFirst(count))
      this.moveStartTo(segments.first.baseOffset)
    })
    return count
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
      for (const segment of [...segments, ...this.dropped.waiting]) {
        if (health.failure === null) segment.close()
        else segment.abandon()
      }
    }
  }

  /** Lets go of the files, which are to be removed, and takes no batch any more. Kept when nothing uses them. */
  async abandon(): Promise<void> {
    this.#isAbandoned = true
    this.dropped.abandon()
    for (const segment of this.#parts.segments) segment.abandon()
    await this.#durability.abandon()
  }

  #write(batch: RecordBatch, nowMs: number): void {
    const { segments } = this.#parts
    if (isRollDue(segments.active, batch, { config: this.config, ageMs: nowMs - this.#segmentBeganMs })) this.roll()
    segments.active.append(batch.bytes, batch)
  }

  #remember(batch: RecordBatch, marker: MarkerFacts | null): void {
    const { producers, epochs, segments } = this.#parts
    epochs.assign(batch.leaderEpoch, batch.baseOffset)
    this.#endOffset = batch.lastOffset + 1
    const ended = replay(producers, batch, marker)
    if (ended?.isAborted === true) segments.active.addAborted(ended)
    producers.moveHighWatermarkTo(this.highWatermark)
  }
}
