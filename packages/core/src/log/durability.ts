/**
 * How far a log is durable, and what makes it so: when somebody asks, when the topic's settings say it is
 * time, and when a segment is rolled. A log that nobody flushes is as durable as the operating system
 * makes it by itself, which is Kafka's default too.
 */
import { Flusher } from './flusher.ts'
import type { LogConfig } from './log-config.ts'
import type { LogParts } from './log-parts.ts'
import type { Segment } from './segment/segment.ts'

export class Durability {
  readonly #parts: LogParts
  readonly #flusher: Flusher
  /** When the first record came that is not durable yet. */
  #waitingSinceMs = 0
  #isAbandoned = false

  constructor(parts: LogParts) {
    this.#parts = parts
    this.#flusher = new Flusher(parts.recoveryPoint, (from, to) =>
      parts.health.guardAsync(() => this.#makeDurable(from, to)),
    )
  }

  /** Before which all is durable. */
  get recoveryPoint(): number {
    return this.#flusher.recoveryPoint
  }

  /** Kept when all before the offset is durable. */
  flush(upTo: number): Promise<void> {
    return this.#flusher.flush(upTo)
  }

  /** Makes a segment durable to which nothing is appended any more. Its records may be durable; its indexes are not. */
  async flushSealed(segment: Segment, endOffset: number): Promise<void> {
    this.owe(segment)
    await this.#flusher.flushAnew(endOffset)
  }

  /** The same without anybody who waits: a failure takes the directory offline, and the next append hears of it. */
  flushSealedInBackground(segment: Segment, endOffset: number): void {
    this.flushSealed(segment, endOffset).catch((problem: unknown) => this.#parts.health.note(problem))
  }

  /** The next flush makes this segment durable too, whatever was flushed before, unless it is abandoned by then. */
  owe(segment: Segment): void {
    this.#parts.owed.add(segment)
  }

  /** Notes an append; gives the flush that the topic wants after so many records, if it does. */
  appended(
    range: { readonly firstOffset: number; readonly endOffset: number },
    config: LogConfig,
  ): Promise<void> | null {
    if (range.firstOffset <= this.recoveryPoint) this.#waitingSinceMs = this.#parts.clock.nowMs()
    return range.endOffset - this.recoveryPoint < config.flushMessages ? null : this.flush(range.endOffset)
  }

  /** Flushes if something has waited for that longer than the topic allows. */
  async flushIfDue(endOffset: number, { flushMs }: LogConfig): Promise<void> {
    const isDue = this.#parts.clock.nowMs() - this.#waitingSinceMs >= flushMs
    if (isDue && endOffset > this.recoveryPoint) await this.flush(endOffset)
  }

  /** Makes durable what recovery cut off: new records in its place must not bring the rest of it back. */
  async settleRecovery(): Promise<void> {
    const { wasCut, segments, disk, directory, health } = this.#parts
    if (!wasCut) return
    await health.guardAsync(async () => {
      await segments.active.flushRecords()
      await disk.syncDirectory(directory)
    })
  }

  /** Kept when nothing is being flushed. */
  settled(): Promise<void> {
    return this.#flusher.settled()
  }

  /** Nothing is made durable any more: the files are to be removed. Kept when what was under way is over. */
  async abandon(): Promise<void> {
    this.#isAbandoned = true
    await this.settled()
    await this.#parts.epochs.saved().catch(() => {}) // the file goes too
  }

  /** Indexes and snapshots first: behind the recovery point they are made anew, before it they are believed. */
  async #makeDurable(from: number, to: number): Promise<void> {
    const { segments, snapshots, epochs, owed, disk, directory, health } = this.#parts
    if (this.#isAbandoned) return
    // A device that failed to sync once may say yes the next time, without what it has lost by then.
    if (health.failure !== null) throw health.failure
    for (const segment of owed) {
      await segment.flush()
      owed.delete(segment)
    }
    for (const segment of segments.from(from)) {
      if (segment.baseOffset >= to) break
      await (segment === segments.active ? segment.flushRecords() : segment.flush())
    }
    await snapshots.sync(from, to)
    await epochs.saved()
    await disk.syncDirectory(directory)
  }
}
