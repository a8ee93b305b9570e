/**
 * A stream that is being split. Each record goes to the first branch whose predicate holds; those that no branch
 * takes go to the default branch, or are dropped where there is none.
 */
import type { Predicate } from '../../processor/operators/filter.ts'
import type { Named } from './options.ts'
import type { KStream } from './stream.ts'

export interface Branched<K, V> extends Named {
  /** What is done with the branch; the stream that it returns stands in the result, none if it returns none. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a function that only looks returns nothing
  readonly as?: (branch: KStream<K, V>) => KStream<K, V> | void
}

export interface BranchedKStream<K, V> {
  branch(predicate: Predicate<K, V>, options?: Branched<K, V>): this

  /** Ends the splitting: the branches, by the name of the split followed by that of the branch or its number. */
  defaultBranch(options?: Branched<K, V>): ReadonlyMap<string, KStream<K, V>>

  /** Ends the splitting without a branch for the rest. */
  noDefaultBranch(): ReadonlyMap<string, KStream<K, V>>
}
