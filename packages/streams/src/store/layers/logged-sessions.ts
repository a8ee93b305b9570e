/**
 * Sessions whose changes are written to a changelog, after the store beneath has taken them; sessions that came too
 * late are written, too. The changelog's keys are key | end | start, however rows lie beneath.
 */
import type { TimeWindow } from '../../record/windowed.ts'
import { sessionKeyBytes } from '../../serde/window-bytes.ts'
import type { Cursor } from '../contract/cursor.ts'
import type { RawSession, RawSessions } from '../contract/raw-sessions.ts'
import type { RawKeys } from '../contract/raw-windows.ts'
import type { SessionRange } from '../contract/session-store.ts'
import type { ChangelogWriter } from './changelog-writer.ts'

export class LoggedSessions implements RawSessions {
  readonly #beneath: RawSessions
  readonly #changelog: ChangelogWriter

  constructor(beneath: RawSessions, changelog: ChangelogWriter) {
    this.#beneath = beneath
    this.#changelog = changelog
  }

  put(key: Buffer, value: Buffer | null, session: TimeWindow): void {
    this.#beneath.put(key, value, session)
    this.#changelog.write(sessionKeyBytes(key, session), value)
  }

  remove(key: Buffer, session: TimeWindow): void {
    this.#beneath.remove(key, session)
    this.#changelog.write(sessionKeyBytes(key, session), null)
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
}
