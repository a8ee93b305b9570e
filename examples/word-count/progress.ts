/** How far the demonstration is, as a view shows it. */
export interface Progress {
  readonly elapsedMs: number
  /** So many lines were written, and so many words in them. */
  readonly lines: number
  readonly words: number
  readonly lastLine: string
  /** So many words are in the counts that have come back, which are `counts`. */
  readonly counted: number
  readonly counts: ReadonlyMap<string, number>
  readonly stateBytes: number
}

export interface View {
  /** How often it wants to show something. */
  readonly everyMs: number
  show(progress: Progress): void
  /** Says a line that stays. */
  say(line: string): void
}
