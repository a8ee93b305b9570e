/**
 * State on disk ends where its changelog has nothing any more: records between have been deleted, or the changelog was
 * made anew. The remedy is to begin the state anew, which the runtime does by itself.
 */
export interface BehindChangelog {
  readonly taskId: string
  /** As `app-counts-changelog-3`. */
  readonly changelog: string
  readonly from: number
  readonly start: number
  readonly last: number
}

export class StateBehindError extends Error {
  override readonly name = 'StateBehindError'
  readonly code = 'STATE_BEHIND'
  readonly changelog: string

  constructor({ taskId, changelog, from, start, last }: BehindChangelog) {
    super(`task ${taskId}: expected ${changelog} to go on at offset ${from}, found it from ${start} to ${last}`)
    this.changelog = changelog
  }
}
