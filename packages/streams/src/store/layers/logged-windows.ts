/**
 * Windows whose changes are written to a changelog, after the store beneath has taken them; rows that came too
 * late are written, too. The changelog's keys are key | start | sequence, however rows lie beneath.
 */
import { windowStoreKeyBytes } from '../../serde/window-bytes.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { RawKeys, RawWindow, RawWindows } from '../contract/raw-windows.ts'
import type { Order } from '../contract/store-iterator.ts'
import type { TimeRange } from '../contract/window-store.ts'
import type { ChangelogWriter } from './changelog-writer.ts'

export class LoggedWindows implements RawWindows {
  readonly #beneath: RawWindows
  readonly #changelog: ChangelogWriter
  readonly #retainDuplicates: boolean
  /** Counts puts, where duplicates are kept; otherwise 0. */
  #sequence = 0

  constructor(beneath: RawWindows, changelog: ChangelogWriter, { retainDuplicates }: { retainDuplicates: boolean }) {
    this.#beneath = beneath
    this.#changelog = changelog
    this.#retainDuplicates = retainDuplicates
  }

  put(key: Buffer, value: Buffer | null, startMs: number): void {
    this.#beneath.put(key, value, startMs)
    if (this.#retainDuplicates) this.#sequence = (this.#sequence + 1) & 0x7fffffff
    this.#changelog.write(windowStoreKeyBytes(key, startMs, this.#sequence), value)
  }

  /** The sequence that was given last. */
  get sequence(): number {
    return this.#sequence
  }

  /** The sequences of what comes next follow after this one. */
  continueAfter(sequence: number): void {
    if (this.#retainDuplicates && sequence > this.#sequence) this.#sequence = sequence
  }

  get(key: Buffer, startMs: number): Buffer | null {
    return this.#beneath.get(key, startMs)
  }

  fetch(key: Buffer, range: TimeRange): Cursor<RawWindow> {
    return this.#beneath.fetch(key, range)
  }

  fetchKeys(keys: RawKeys, range: TimeRange): Cursor<RawWindow> {
    return this.#beneath.fetchKeys(keys, range)
  }

  fetchAll(range: TimeRange): Cursor<RawWindow> {
    return this.#beneath.fetchAll(range)
  }

  all(order: Order): Cursor<RawWindow> {
    return this.#beneath.all(order)
  }
}
