/**
 * The segments that a log has let go of and whose files are still there. They are removed once the log's new
 * start is durable: if they went before, a loss of power could bring back some of them. What a snapshot of
 * producers has to know of them is durable by then.
 */
import type { Durability } from './durability.ts'
import type { LogParts } from './log-parts.ts'
import type { Segment } from './segment/segment.ts'

export class DroppedSegments {
  readonly #parts: LogParts
  readonly #durability: Durability
  readonly #waiting: Segment[] = []
  #isAbandoned = false

  constructor(parts: LogParts, durability: Durability) {
    this.#parts = parts
    this.#durability = durability
  }

  add(segments: readonly Segment[]): void {
    for (const segment of segments) this.#durability.owe(segment)
    this.#waiting.push(...segments)
  }

  /** Those whose files are still open. */
  get waiting(): readonly Segment[] {
    return this.#waiting
  }

  /** Those that are waiting, once all before the log's end is durable. They are the caller's to `remove`. */
  async take(endOffset: number): Promise<Segment[]> {
    const taken = this.#waiting.splice(0)
    try {
      if (taken.length > 0) await this.#durability.flush(endOffset)
      await this.#durability.settled()
    } finally {
      for (const segment of taken) segment.abandon()
    }
    return taken
  }

  /** Removes what `take` gave, giving others a turn between the steps. */
  async remove(taken: readonly Segment[]): Promise<void> {
    const { clock, snapshots } = this.#parts
    for (const segment of taken) {
      if (this.#isAbandoned) return // deleted meanwhile: the files are not ours any more
      for (const _ of segment.files.shorten()) await new Promise<void>((resolve) => clock.soon(resolve))
      if (this.#isAbandoned) return
      segment.files.remove()
      snapshots.removeBefore(segment.baseOffset + 1)
    }
  }

  /** The log was deleted: its files are to be removed by whoever deletes it. */
  abandon(): void {
    this.#isAbandoned = true
    for (const segment of this.#waiting) segment.abandon()
  }
}
