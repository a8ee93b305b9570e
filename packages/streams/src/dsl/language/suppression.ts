/** Until when a table's changes are held back, and in how large a buffer; made by `untilWindowCloses` and `untilTimeLimit`. */

/** What a buffer may hold; without a bound there is none. */
export interface BufferBounds {
  readonly maxRecords?: number
  /** Keys and values, and what is known of their records. */
  readonly maxBytes?: number
  /** False for no changelog; or settings for its topic. Default: true. */
  readonly logging?: boolean | Readonly<Record<string, string>>
}

/** `K` is the kind of keys for which it is: only windows close. */
export interface Suppression<K> {
  /** From when on a change waits. */
  readonly timeOf: (key: K, timestamp: number) => number
  /** Null for the grace of the table's windows. */
  readonly waitMs: number | null
  readonly maxRecords: number
  readonly maxBytes: number
  /** What is done with a change too many: the one that has waited longest is told, or the program stops. */
  readonly whenFull: 'emit-early' | 'shut-down'
  readonly logging: boolean | Readonly<Record<string, string>>
}
