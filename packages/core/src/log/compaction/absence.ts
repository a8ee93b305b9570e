/**
 * What a pass has to do with segments that are not there. It drops a marker whose transaction has no batch left, and
 * a tombstone whose key has no older record left; but what retention drops is back after a loss of power until the
 * log's new start is written down, and then the marker and the tombstone would be missed. So before a pass puts a
 * segment in the place of others, the log's start must be durable.
 */
import type { SegmentList } from '../segment/segment-list.ts'
import type { Pause, Slice } from './slice.ts'

export class Absence {
  readonly #segments: SegmentList
  readonly #settleDropped: () => Promise<void>
  /** The log is known not to begin before it. */
  #settledFrom = -1

  constructor(segments: SegmentList, settleDropped: () => Promise<void>) {
    this.#segments = segments
    this.#settleDropped = settleDropped
  }

  /** Waits, if retention has dropped something since it was asked last. */
  *settle(slice: Slice): Generator<Pause, void> {
    for (;;) {
      const { baseOffset } = this.#segments.first
      if (baseOffset === this.#settledFrom) return
      yield* slice.wait(this.#settleDropped(), { mustGoOn: false })
      this.#settledFrom = baseOffset
    }
  }
}
