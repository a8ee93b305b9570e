/**
 * `split`: hands each record to the first branch whose predicate holds, or to the default branch, or drops it where
 * there is none. Branches are added to the lists until the topology is built.
 */
import type { StreamRecord } from '../../record/stream-record.ts'
import type { ProcessorSupplier } from '../processor.ts'
import type { Predicate } from './filter.ts'
import { Operator } from './operator.ts'

export interface BranchRule<K, V> {
  /** Null for the default branch. */
  readonly predicate: Predicate<K, V> | null
  /** The node that the branch begins with. */
  readonly child: string
}

export function branch<K, V>(rules: readonly BranchRule<K, V>[]): ProcessorSupplier<K, V> {
  return () => new Branch(rules)
}

class Branch<K, V> extends Operator<K, V> {
  readonly #rules: readonly BranchRule<K, V>[]

  constructor(rules: readonly BranchRule<K, V>[]) {
    super()
    this.#rules = rules
  }

  process(record: StreamRecord<K, V>): void {
    for (const { predicate, child } of this.#rules) {
      if (predicate !== null && !predicate(record.value, record.key)) continue
      this.context.forward(record, child)
      return
    }
  }
}
