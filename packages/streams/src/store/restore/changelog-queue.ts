/**
 * What has come of one changelog and is not in its store yet: batches one behind the other, of which the next record
 * can be looked at before it is taken. Records are read where they lie.
 */
import type { RestoredRecord } from '../contract/state-store.ts'

/** A record as it stands in a changelog. */
export interface ChangelogRecord extends RestoredRecord {
  /** Whether it has a key, without which it is about no row. */
  readonly hasKey: boolean
}

/** Records that came together: a cursor, which stands for one after the other. A batch that was fetched is one. */
export interface ChangelogBatch {
  readonly record: ChangelogRecord
  /** Steps to the next record; false when there is none. */
  next(): boolean
}

export class ChangelogQueue {
  /** The first is read; what was read is taken out of it. */
  readonly #batches: ChangelogBatch[] = []
  #head: ChangelogRecord | null = null

  /** The next record; null if nothing is left. Good until it has been passed. */
  get head(): ChangelogRecord | null {
    return this.#head ?? this.#step()
  }

  add(batch: ChangelogBatch): void {
    this.#batches.push(batch)
  }

  /** Goes on behind the head. */
  pass(): void {
    this.#head = null
  }

  clear(): void {
    this.#batches.length = 0
    this.#head = null
  }

  #step(): ChangelogRecord | null {
    for (let batch = this.#batches[0]; batch !== undefined; batch = this.#batches[0]) {
      if (batch.next()) {
        this.#head = batch.record
        return this.#head
      }
      this.#batches.shift()
    }
    return null
  }
}
