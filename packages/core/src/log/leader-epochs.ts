/**
 * At which offset each leader's term began, as far as the log goes back. Epochs and their offsets only
 * go up: what a new entry contradicts is forgotten. Followers and consumers ask where an epoch ended
 * to find out whether what they have is what the leader has.
 */
import assert from 'node:assert/strict'

export interface EpochStart {
  readonly epoch: number
  readonly startOffset: number
}

export interface EpochEnd {
  readonly epoch: number
  readonly endOffset: number
}

/** In place of an epoch or its end, where there is none to tell. */
const UNDEFINED = -1
const NO_END: EpochEnd = { epoch: UNDEFINED, endOffset: UNDEFINED }

export class LeaderEpochs {
  #entries: EpochStart[] = []

  constructor(entries: readonly EpochStart[] = []) {
    for (const entry of entries) this.assign(entry.epoch, entry.startOffset)
  }

  /** The entries, oldest first. */
  get entries(): readonly EpochStart[] {
    return this.#entries
  }

  get latest(): EpochStart | undefined {
    return this.#entries.at(-1)
  }

  /** Notes that the offset is of the epoch. Tells whether that was news, which is to be saved. */
  assign(epoch: number, startOffset: number): boolean {
    const latest = this.#entries[this.#entries.length - 1]
    if (latest !== undefined && latest.epoch === epoch && latest.startOffset <= startOffset) return false
    assert.ok(epoch >= 0 && startOffset >= 0, `epoch ${epoch} from offset ${startOffset} on`)
    while (this.#isContradicted(epoch, startOffset)) this.#entries.pop()
    this.#entries.push({ epoch, startOffset })
    return true
  }

  /**
   * The largest epoch known that is not larger than the one asked for, and where it ended: where the
   * next one began, or at the log's end for the latest. An epoch from before the log's start ended
   * where the log starts; one that nobody has heard of has no end, and both answers are -1.
   */
  endOffsetFor(requestedEpoch: number, logEndOffset: number): EpochEnd {
    if (requestedEpoch === UNDEFINED) return NO_END
    if (this.latest?.epoch === requestedEpoch) return { epoch: requestedEpoch, endOffset: logEndOffset }
    const next = this.#entries.findIndex(({ epoch }) => epoch > requestedEpoch)
    const higher = this.#entries[next]
    if (higher === undefined) return NO_END
    return { epoch: this.#entries[next - 1]?.epoch ?? requestedEpoch, endOffset: higher.startOffset }
  }

  /** The epoch that the offset is of; undefined where it lies before the first one known. */
  epochFor(offset: number): number | undefined {
    return this.#entries.findLast(({ startOffset }) => startOffset <= offset)?.epoch
  }

  /** Forgets the epochs that began at or after the log's new end. Tells whether there were any. */
  truncateFromEnd(endOffset: number): boolean {
    const before = this.#entries.length
    while ((this.latest?.startOffset ?? -1) >= endOffset) this.#entries.pop()
    return this.#entries.length < before
  }

  /** Forgets what was before the log's new start, where the epoch that it lies in begins now. Tells of a change. */
  truncateFromStart(startOffset: number): boolean {
    const at = this.#entries.findLastIndex((entry) => entry.startOffset <= startOffset)
    const covering = this.#entries[at]
    if (covering === undefined || (at === 0 && covering.startOffset === startOffset)) return false
    this.#entries = [{ epoch: covering.epoch, startOffset }, ...this.#entries.slice(at + 1)]
    return true
  }

  #isContradicted(epoch: number, startOffset: number): boolean {
    const latest = this.#entries[this.#entries.length - 1]
    return latest !== undefined && (latest.epoch >= epoch || latest.startOffset >= startOffset)
  }
}
