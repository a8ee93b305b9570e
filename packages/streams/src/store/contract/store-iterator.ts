/**
 * Rows in order, one after the other. An iterator sees the store as it was when the iteration began, or as it
 * changes meanwhile, but never a row twice; it is closed when its loop ends, also by `break` or an error.
 */
export interface StoreIterator<Row> extends IterableIterator<Row>, Disposable {
  /** Lets go of what the iterator holds on to; does nothing the second time. */
  close(): void
}

export interface KeyValueRow<K, V> {
  readonly key: K
  readonly value: V
}

export type Order = 'forward' | 'reverse'
