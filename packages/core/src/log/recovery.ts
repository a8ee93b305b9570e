/**
 * What a start does with the segments that it finds. Those before the recovery point are believed; of
 * those behind it, after a crash, each batch is read and checked, and with it indexes, epochs and
 * producer state come back. The first batch that is not whole ends the log, and later segments go.
 */
import { DecodeError } from '../bytes/errors.ts'
import type { Logger } from '../host/logger.ts'
import type { RecordBatch } from '../records/batch.ts'
import type { LogHistory, LogParts } from './log-parts.ts'
import { completeEpochs } from './lost-epochs.ts'
import { markerOf, replay } from './replay.ts'
import { Segment } from './segment/segment.ts'

export type FoundParts = Omit<LogParts, 'startOffset' | 'endOffset' | 'recoveryPoint' | 'wasCut'> & {
  readonly logger: Logger
}

export type FoundHistory = LogHistory & {
  readonly nowMs: number
  /** Whether compaction may have taken the last records of a segment. */
  readonly mayHaveGaps: boolean
}

export class Recovery {
  readonly #parts: FoundParts
  readonly #history: FoundHistory
  readonly #dropped = new Set<Segment>()
  #wasCut = false
  #endOffset = 0
  /** From where on indexes and snapshots that were durable once are made anew. */
  #rebuiltFrom = Number.POSITIVE_INFINITY

  constructor(parts: FoundParts, history: FoundHistory) {
    this.#parts = parts
    this.#history = history
  }

  run(): Pick<LogParts, 'startOffset' | 'endOffset' | 'recoveryPoint' | 'wasCut'> {
    const { segments, epochs, snapshots, producers } = this.#parts
    const { hadCleanShutdown, recoveryPoint } = this.#history
    this.#dropDeleted()
    const suspects = this.#suspects()
    this.#restoreProducers(suspects[0]?.baseOffset ?? Number.POSITIVE_INFINITY)
    for (const segment of segments) {
      if (this.#dropped.has(segment)) continue
      if (suspects.includes(segment)) this.#recover(segment)
      else this.#believe(segment)
    }
    let startOffset = Math.max(this.#history.startOffset, segments.count === 0 ? 0 : segments.first.baseOffset)
    if (segments.count > 0 && this.#endOffset < startOffset) this.#dropAll(startOffset)
    if (segments.count === 0) {
      startOffset = this.#history.startOffset
      this.#endOffset = startOffset
      producers.clear(startOffset)
      segments.add(Segment.create(this.#parts.segmentOptions(startOffset)))
    }
    epochs.truncateFromEnd(this.#endOffset)
    epochs.truncateFromStart(startOffset)
    completeEpochs(epochs, segments, { from: startOffset, to: this.#endOffset })
    snapshots.removeStrays(Array.from(segments, ({ baseOffset }) => baseOffset))
    producers.moveHighWatermarkTo(this.#endOffset)
    const endOffset = this.#endOffset
    const durable = Math.min(endOffset, hadCleanShutdown ? endOffset : recoveryPoint, this.#rebuiltFrom)
    return { startOffset, endOffset, recoveryPoint: durable, wasCut: this.#wasCut }
  }

  /**
   * What was deleted may be back after a loss of power, in part: an open transaction without its marker, for one.
   * Without a snapshot to begin with nothing was deleted yet, see `DroppedSegments`.
   */
  #dropDeleted(): void {
    const { segments, snapshots } = this.#parts
    const [first] = segments.from(this.#history.startOffset)
    if (first === undefined || snapshots.latestUpTo(first.baseOffset)?.offset !== first.baseOffset) return
    for (const segment of segments) if (segment.baseOffset < first.baseOffset) this.#drop(segment)
  }

  /** The segments that are to be read again: after a crash the unflushed ones, and any whose indexes are lost. */
  #suspects(): Segment[] {
    const { segments } = this.#parts
    const { hadCleanShutdown, recoveryPoint } = this.#history
    // One that was rolled just there may have records that are durable and indexes that are not.
    const unflushed = hadCleanShutdown ? [] : segments.from(recoveryPoint - 1)
    const lost = [...segments].filter((segment) => !unflushed.includes(segment) && !this.#hasIndexes(segment))
    this.#rebuiltFrom = lost[0]?.baseOffset ?? Number.POSITIVE_INFINITY
    return [...lost, ...unflushed]
  }

  #hasIndexes({ files, baseOffset }: Segment): boolean {
    const { partition, logger } = this.#parts
    if (files.exists('index') && files.exists('timeindex')) return true
    logger.warn({ partition, baseOffset }, 'a segment has no indexes; they are made anew')
    return false
  }

  /** From the latest snapshot before the first segment that is read again; what came after it is replayed. */
  #restoreProducers(before: number): void {
    const { producers, snapshots, segments } = this.#parts
    const { producerExpirationMs: expirationMs, nowMs, startOffset } = this.#history
    if (before !== Number.POSITIVE_INFINITY) snapshots.removeFrom(before + 1)
    const snapshot = snapshots.latestUpTo(before)
    // A transaction may be open since before the log's start.
    if (snapshot === null) producers.clear(segments.count === 0 ? startOffset : segments.first.baseOffset)
    else producers.restore(snapshot.producers, { endOffset: snapshot.offset, expirationMs, nowMs })
  }

  /** A segment that is as it was left: only what no snapshot knows of it is read. */
  #believe(segment: Segment): void {
    const { producers, segments } = this.#parts
    const end = segments.endOf(segment)
    const known = producers.endOffset
    if (end !== undefined && end <= known) {
      this.#endOffset = end
      return
    }
    this.#endOffset = Math.max(this.#endOffset, segment.baseOffset)
    if (known <= segment.baseOffset) this.#saveProducers(segment)
    for (const { batch } of segment.scan(segment.positionFor(known))) {
      if (batch.lastOffset >= known) replay(producers, batch, markerOf(batch))
      this.#endOffset = batch.lastOffset + 1
    }
  }

  #recover(segment: Segment): void {
    const { partition, logger, segments, owed } = this.#parts
    if (segment.baseOffset < this.#endOffset || this.#isBehindGap(segment)) return this.#dropFrom(segment)
    this.#endOffset = segment.baseOffset
    this.#saveProducers(segment)
    const { truncatedBytes } = segment.rebuild(({ batch }) => this.#accept(segment, batch))
    if (segment !== segments.active) {
      segment.seal()
      owed.add(segment)
    }
    if (truncatedBytes === 0) return
    this.#wasCut = true
    const facts = { partition, baseOffset: segment.baseOffset, truncatedBytes, endOffset: this.#endOffset }
    logger.warn(facts, 'the log ends in bytes that are no whole batch; they are cut off')
    for (const later of segments.from(segment.baseOffset).slice(1)) this.#drop(later)
  }

  /** The snapshot is needed when the segments before it are gone. */
  #saveProducers({ baseOffset: offset }: Segment): void {
    const { producers, snapshots, segments } = this.#parts
    const isNeeded = offset > segments.first.baseOffset && !snapshots.has(offset)
    if (isNeeded) snapshots.write({ offset, producers: producers.save() })
  }

  /** Whether the end of the segment before it was lost in a crash: then nothing behind that was flushed. */
  #isBehindGap({ baseOffset }: Segment): boolean {
    const { hadCleanShutdown, mayHaveGaps, recoveryPoint, startOffset } = this.#history
    if (hadCleanShutdown || mayHaveGaps || baseOffset <= Math.max(recoveryPoint, startOffset)) return false
    return baseOffset > this.#endOffset && this.#parts.segments.first.baseOffset < baseOffset
  }

  /** Whether the batch is whole and follows the one before it; if so, all that follows from it is noted. */
  #accept(segment: Segment, batch: RecordBatch): boolean {
    const { producers, epochs } = this.#parts
    if (batch.baseOffset < this.#endOffset) return false
    try {
      batch.checkCrc()
      const marker = markerOf(batch)
      if (batch.lastOffset >= producers.endOffset) {
        const ended = replay(producers, batch, marker)
        if (ended?.isAborted === true) segment.addAborted(ended)
      }
    } catch (problem) {
      if (problem instanceof DecodeError) return false
      throw problem
    }
    // What is known of earlier epochs began before this batch, and stays.
    if (batch.leaderEpoch > (epochs.latest ?? -1)) epochs.assign(batch.leaderEpoch, batch.baseOffset)
    this.#endOffset = batch.lastOffset + 1
    return true
  }

  #dropFrom(segment: Segment): void {
    const { partition, logger } = this.#parts
    const facts = { partition, baseOffset: segment.baseOffset, endOffset: this.#endOffset }
    logger.warn(facts, 'a segment does not begin where the one before it ends; the log ends there')
    for (const later of this.#parts.segments.from(segment.baseOffset)) this.#drop(later)
  }

  /** The log was cut off before where it is said to begin: there is nothing of it left to read. */
  #dropAll(startOffset: number): void {
    const { partition, logger, segments } = this.#parts
    logger.warn({ partition, startOffset, endOffset: this.#endOffset }, 'the log ends before its start; it begins anew')
    for (const segment of segments) this.#drop(segment)
  }

  #drop(segment: Segment): void {
    this.#wasCut = true
    this.#dropped.add(segment)
    segment.remove()
    this.#parts.segments.remove(segment)
  }
}
