/** What every client says of itself, by what it has got done: a connection that is open says nothing. */

export interface ClientHealth {
  /** What has ended the client, its closing included; null while it can be used. */
  readonly failure: Error | null
  /** Since a broker last answered anything; null before the first answer. */
  readonly sinceLastAnswerMs: number | null
}

/** Since a moment of the clock's `elapsedMs`; null for one that has not been. */
export function sinceMs(nowMs: number, momentMs: number | null): number | null {
  return momentMs === null ? null : nowMs - momentMs
}
