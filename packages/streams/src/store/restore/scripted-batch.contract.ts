/** Records of a changelog as a test writes them down, and batches of them. */
import type { Headers } from '../../record/headers.ts'
import type { ChangelogBatch, ChangelogRecord } from './changelog-queue.ts'

export interface ScriptedRecord {
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly timestamp: number
  readonly headers: Headers
}

/** Like a batch that was fetched it has one record object, which stands for one record after the other. */
export class ScriptedBatch implements ChangelogBatch {
  readonly record: ChangelogRecord
  readonly #records: readonly ScriptedRecord[]
  #at = -1

  constructor(records: readonly ScriptedRecord[]) {
    this.#records = records
    const current = () => this.#records[this.#at] as ScriptedRecord
    this.record = {
      get offset() {
        return current().offset
      },
      get timestamp() {
        return current().timestamp
      },
      get hasKey() {
        return current().key !== null
      },
      key: () => current().key,
      value: () => current().value,
      headers: () => current().headers,
    }
  }

  next(): boolean {
    this.#at += 1
    return this.#at < this.#records.length
  }
}
