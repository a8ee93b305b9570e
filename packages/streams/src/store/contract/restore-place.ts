/** Where a restored store's rows last, and with them the offsets of the changelogs that they come from. */

/** Some records of a changelog, to be taken into a store. */
export interface RestoreStep {
  readonly store: string
  readonly changelog: string
  /** Writes to the store, and answers the offset behind the last record that it took. */
  readonly fill: () => number
}

export interface RestorePlace {
  /** Of the next record; null if nothing of the changelog is here. */
  offsetOf(changelog: string): number | null
  /** Rows and offset go to the disk together, or neither does. Nothing is read meanwhile. */
  restore(step: RestoreStep): void
  /** What was written the usual way, together with the offsets that it stands for. */
  commit(offsets: ReadonlyMap<string, number>): void
  /** Nothing is left of the store's rows, nor of the offsets of its changelogs. */
  empty(store: string, changelogs: Iterable<string>): void
}
