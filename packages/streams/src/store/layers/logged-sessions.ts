/**
 * Sessions whose changes are written to a changelog, after the store beneath has taken them; sessions that came too
 * late are written, too. The changelog's keys are key | end | start, however rows lie beneath.
 */
import type { RecordContext } from '../../record/record-context.ts'
import type { TimeWindow } from '../../record/windowed.ts'
import { sessionKeyBytes } from '../../serde/window-bytes.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { RawSession, RawSessions } from '../contract/raw-sessions.ts'
import type { RawKeys } from '../contract/raw-windows.ts'
import type { SessionRange } from '../contract/session-store.ts'
import type { Changelog } from '../contract/state-store.ts'
import type { RowFormat } from './row-format.ts'

export interface LoggedSessionsOptions {
  readonly changelog: Changelog
  readonly format: Pick<RowFormat<unknown>, 'toChangelog'>
  /** Holds the record that is being processed. */
  readonly context: { readonly recordContext: RecordContext }
}

export class LoggedSessions implements RawSessions {
  readonly #beneath: RawSessions
  readonly #options: LoggedSessionsOptions

  constructor(beneath: RawSessions, options: LoggedSessionsOptions) {
    this.#beneath = beneath
    this.#options = options
  }

  put(key: Buffer, value: Buffer | null, session: TimeWindow): void {
    this.#beneath.put(key, value, session)
    this.#log(key, value, session)
  }

  remove(key: Buffer, session: TimeWindow): void {
    this.#beneath.remove(key, session)
    this.#log(key, null, session)
  }

  get(key: Buffer, session: TimeWindow): Buffer | null {
    return this.#beneath.get(key, session)
  }

  find(key: Buffer, range: SessionRange): Cursor<RawSession> {
    return this.#beneath.find(key, range)
  }

  findOfKeys(keys: RawKeys, range: SessionRange): Cursor<RawSession> {
    return this.#beneath.findOfKeys(keys, range)
  }

  findEnded(range: { fromMs: number; toMs: number }): Cursor<RawSession> {
    return this.#beneath.findEnded(range)
  }

  #log(key: Buffer, value: Buffer | null, session: TimeWindow): void {
    const { changelog, format, context } = this.#options
    changelog.write(format.toChangelog(sessionKeyBytes(key, session), value, context.recordContext))
  }
}
