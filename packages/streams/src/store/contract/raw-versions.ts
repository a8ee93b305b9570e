/** Versions as bytes: what lies beneath the serdes of a versioned store, as `raw-windows.ts` has it for windows. */

/** A version with its value; without an end if it is the latest. */
export interface RawVersion {
  readonly value: Buffer
  readonly fromMs: number
  readonly toMs: number | null
}

export interface RawVersions {
  /** Whether a moment lies behind the history, where nothing is written any more. */
  isBehind(timeMs: number): boolean
  /** Null is a deletion. Answers as `VersionedStore.put` does. */
  put(key: Buffer, value: Buffer | null, timeMs: number): number
  /** The latest version; null if it is a deletion or there is none. */
  get(key: Buffer): RawVersion | null
  getAsOf(key: Buffer, timeMs: number): RawVersion | null
  /** The versions that held at some moment of a span, as far as the history reaches; oldest first. */
  history(key: Buffer, fromMs: number, toMs: number): RawVersion[]
}
