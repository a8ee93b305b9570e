/**
 * Sessions as bytes: what lies beneath the serdes of a session store, as `raw-windows.ts` has it for windows.
 */
import type { TimeWindow } from '../../record/windowed.ts'
import type { Cursor } from './cursor.ts'
import type { RawKeys } from './raw-windows.ts'
import type { SessionRange } from './session-store.ts'

/** Where a session lies. */
export interface SessionPlace extends TimeWindow {
  readonly key: Buffer
}

export interface RawSession extends SessionPlace {
  readonly value: Buffer
}

export interface RawSessions {
  put(key: Buffer, value: Buffer | null, session: TimeWindow): void
  remove(key: Buffer, session: TimeWindow): void
  get(key: Buffer, session: TimeWindow): Buffer | null
  find(key: Buffer, range: SessionRange): Cursor<RawSession>
  findOfKeys(keys: RawKeys, range: SessionRange): Cursor<RawSession>
  findEnded(range: { fromMs: number; toMs: number }): Cursor<RawSession>
}
