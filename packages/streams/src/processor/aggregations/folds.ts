/**
 * The user's functions that make one value of many. The value of a key is null before the first record, and again
 * once a function has answered null: then the row is deleted and starts anew.
 */

/** What a key starts with. */
export type Initializer<A> = () => A

/** The next value of a key, from the one before and a record. Null deletes. */
export type Aggregator<K, V, A> = (aggregate: A, value: V, key: K) => A | null

/** Two values of a kind into one. Null deletes. */
export type Reducer<V> = (aggregate: V, value: V) => V | null

/** The values of two sessions that have become one, the earlier one first. */
export type Merger<K, A> = (one: A, other: A, key: K) => A

/** What an aggregation of a stream does with records. */
export interface Fold<K, V, A> {
  readonly initialize: Initializer<A>
  readonly add: Aggregator<K, V, A>
}

/** What an aggregation of a table does with changes. */
export interface ReversibleFold<K, V, A> extends Fold<K, V, A> {
  readonly subtract: Aggregator<K, V, A>
}

/** What an aggregation of sessions does. */
export interface SessionFold<K, V, A> extends Fold<K, V, A> {
  readonly merge: Merger<K, A>
}

export const counting: ReversibleFold<unknown, unknown, number> & SessionFold<unknown, unknown, number> = {
  initialize: () => 0,
  add: (count) => count + 1,
  subtract: (count) => count - 1,
  merge: (one, other) => one + other,
}

/** The first value of a key stands for itself; from then on the reducer decides. */
export function reducing<K, V>(reducer: Reducer<V>): SessionFold<K, V, V> {
  const add = (aggregate: V | null, value: V) => (aggregate === null ? value : reducer(aggregate, value))
  return {
    // A reduction has nothing to start with; `add` knows it.
    initialize: () => null as V,
    add,
    merge: (one, other) => add(one, other) as V,
  }
}
