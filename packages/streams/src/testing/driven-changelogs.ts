/** Stores of a driven topology as they come back from changelogs: before the driver begins, each up to its end. */

import type { ChangelogBatch, ChangelogRecord } from '../store/restore/changelog-queue.ts'
import { ChangelogQueue } from '../store/restore/changelog-queue.ts'
import type { RestoredStore } from '../store/restore/restored-store.ts'
import type { ProducedRecord } from './produced-record.ts'

/** Records of changelogs, by the names of their topics. */
export type DrivenChangelogs = ReadonlyMap<string, readonly ProducedRecord[]>

export function restoreDriven(stores: readonly RestoredStore[], changelogs: DrivenChangelogs): void {
  for (const changelog of stores.flatMap((store) => store.changelogs)) {
    const queue = new ChangelogQueue()
    queue.add(new DrivenBatch(changelogs.get(changelog.topic) ?? []))
    changelog.take(queue, { beforeOffset: Number.POSITIVE_INFINITY, isEnough: () => false })
  }
}

class DrivenBatch implements ChangelogBatch {
  readonly #records: readonly ProducedRecord[]
  #at = -1

  constructor(records: readonly ProducedRecord[]) {
    this.#records = records
  }

  get record(): ChangelogRecord {
    const offset = this.#at
    const { key, value, timestamp, headers } = this.#records[offset] as ProducedRecord
    return {
      offset,
      // Without one it has the time at which a broker would have taken it.
      timestamp: timestamp ?? 0,
      hasKey: key !== null,
      key: () => key,
      value: () => value,
      headers: () => headers,
    }
  }

  next(): boolean {
    this.#at += 1
    return this.#at < this.#records.length
  }
}
