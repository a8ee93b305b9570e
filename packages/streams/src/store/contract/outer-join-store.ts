/**
 * The records of a left or outer join of streams that have found no partner, until their window has closed. Those
 * of one time, side and key are kept together, in the order in which they came, and go together.
 */
import type { StateStore } from './state-store.ts'
import type { StoreIterator } from './store-iterator.ts'

export type JoinSide = 'left' | 'right'

/** Which records: those of a key, a side and a time. */
export interface UnjoinedKey<K> {
  readonly timestamp: number
  readonly side: JoinSide
  readonly key: K
}

export interface UnjoinedRow<K, V> extends UnjoinedKey<K> {
  readonly values: readonly V[]
}

/** `V` is a value of either side. */
export interface OuterJoinStore<K, V> extends StateStore {
  readonly name: string
  /** Adds a record to those that wait. */
  put(at: UnjoinedKey<K>, value: V): void
  /** Lets all of them go, if there are any. */
  delete(at: UnjoinedKey<K>): void
  /** By time; for one time those of the right side first, each side by the bytes of the keys. */
  all(): StoreIterator<UnjoinedRow<K, V>>
}
