/** Changelogs that a test writes, and that are read as a fetcher would read them: a few records at a time. */

import type { ChangelogPartition } from '../../store/restore/restored-changelog.ts'
import { ScriptedBatch, type ScriptedRecord } from '../../store/restore/scripted-batch.contract.ts'
import type { AskedChangelog, ChangelogBounds, ChangelogSource, TakenChangelogs } from './changelog-source.ts'

class ScriptedLog {
  records: ScriptedRecord[] = []
  start = 0
  end = 0
  committed: number | null = null
  /** What is read next; null if it is not read. */
  position: number | null = null
  isPaused = false

  write(key: string | null, value: string | null): void {
    const [keyBytes, valueBytes] = [key, value].map((text) => (text === null ? null : Buffer.from(text)))
    this.records.push({
      offset: this.end,
      key: keyBytes as Buffer | null,
      value: valueBytes as Buffer | null,
      timestamp: this.end,
      headers: [],
    })
    this.end += 1
  }

  /** An offset that nobody is shown. */
  mark(): void {
    this.end += 1
  }

  deleteBefore(offset: number): void {
    this.start = offset
    this.records = this.records.filter((record) => record.offset >= offset)
  }
}

export class ScriptedChangelogs implements ChangelogSource {
  readonly #logs = new Map<string, ScriptedLog>()
  readonly #recordsMax: number
  /** What was asked of it, in order. */
  readonly calls: string[] = []
  /** Called while bounds are looked up. */
  whileAsked = () => {}

  constructor({ recordsMax = 3 } = {}) {
    this.#recordsMax = recordsMax
  }

  log(topic: string, partition = 0): ScriptedLog {
    const name = `${topic}-${partition}`
    const known = this.#logs.get(name)
    if (known !== undefined) return known
    const log = new ScriptedLog()
    this.#logs.set(name, log)
    return log
  }

  async bounds(changelogs: readonly AskedChangelog[]): Promise<readonly ChangelogBounds[]> {
    const bounds = changelogs.map((one) => {
      const { start, end, committed } = this.#of(one)
      return { start, end, committed }
    })
    await Promise.resolve()
    this.whileAsked()
    return bounds
  }

  read(changelog: ChangelogPartition, fromOffset: number): void {
    this.calls.push(`read ${changelog.topic}-${changelog.partition} from ${fromOffset}`)
    this.#of(changelog).position = fromOffset
    this.#of(changelog).isPaused = false
  }

  stop(changelog: ChangelogPartition): void {
    this.#of(changelog).position = null
  }

  pause(changelog: ChangelogPartition): void {
    this.#of(changelog).isPaused = true
  }

  resume(changelog: ChangelogPartition): void {
    this.#of(changelog).isPaused = false
  }

  position(changelog: ChangelogPartition): number | null {
    return this.#of(changelog).position
  }

  end(changelog: ChangelogPartition): number | null {
    return this.#of(changelog).end
  }

  take(): TakenChangelogs {
    const batches = []
    const lost = []
    for (const [name, log] of this.#logs) {
      if (log.position === null || log.isPaused) continue
      const at = name.lastIndexOf('-')
      const place = { topic: name.slice(0, at), partition: Number(name.slice(at + 1)) }
      if (log.position < log.start || log.position > log.end) {
        log.position = null
        lost.push(place)
        continue
      }
      const records = log.records.filter(({ offset }) => offset >= (log.position ?? 0)).slice(0, this.#recordsMax)
      const isLast = records.length === 0 || records.at(-1) === log.records.at(-1)
      log.position = isLast ? log.end : (records.at(-1)?.offset ?? 0) + 1
      if (records.length > 0) batches.push(Object.assign(new ScriptedBatch(records), place))
    }
    return { batches, lost }
  }

  async wait(): Promise<void> {}

  #of({ topic, partition }: ChangelogPartition): ScriptedLog {
    return this.log(topic, partition)
  }
}
