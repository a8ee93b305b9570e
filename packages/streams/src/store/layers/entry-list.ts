/**
 * Entries of a cache from the one that was added last to the one that was added first. An entry has a link for each
 * list in which it may be, so that it is moved and taken out without looking for it.
 */
export class EntryLink<Entry> {
  readonly entry: Entry
  newer: EntryLink<Entry> | null = null
  older: EntryLink<Entry> | null = null

  constructor(entry: Entry) {
    this.entry = entry
  }
}

export class EntryList<Entry> {
  #newest: EntryLink<Entry> | null = null
  #oldest: EntryLink<Entry> | null = null

  get oldest(): Entry | null {
    return this.#oldest === null ? null : this.#oldest.entry
  }

  add(link: EntryLink<Entry>): void {
    link.newer = null
    link.older = this.#newest
    if (this.#newest === null) this.#oldest = link
    else this.#newest.newer = link
    this.#newest = link
  }

  remove(link: EntryLink<Entry>): void {
    if (link.newer === null) this.#newest = link.older
    else link.newer.older = link.older
    if (link.older === null) this.#oldest = link.newer
    else link.older.newer = link.newer
    link.newer = null
    link.older = null
  }

  /** Makes an entry of the list the newest one. */
  touch(link: EntryLink<Entry>): void {
    if (this.#newest === link) return
    this.remove(link)
    this.add(link)
  }

  /** The oldest first. */
  entries(): Entry[] {
    const entries: Entry[] = []
    for (let link = this.#oldest; link !== null; link = link.newer) entries.push(link.entry)
    return entries
  }

  /** All entries, the oldest first; none is left, and no link keeps another one alive. */
  take(): Entry[] {
    const entries = this.entries()
    while (this.#newest !== null) this.remove(this.#newest)
    return entries
  }

  clear(): void {
    this.#newest = null
    this.#oldest = null
  }
}
