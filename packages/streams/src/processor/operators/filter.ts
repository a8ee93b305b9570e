/** `filter` and `filterNot`: hands on the records for which a predicate holds, or does not. */
import type { StreamRecord } from '../../record/stream-record.ts'
import type { ProcessorSupplier } from '../processor.ts'
import { Operator } from './operator.ts'

export type Predicate<K, V> = (value: V, key: K) => boolean

export function filter<K, V>(predicate: Predicate<K, V>, keeps = true): ProcessorSupplier<K, V> {
  return () => new Filter(predicate, keeps)
}

class Filter<K, V> extends Operator<K, V> {
  readonly #predicate: Predicate<K, V>
  readonly #keeps: boolean

  constructor(predicate: Predicate<K, V>, keeps: boolean) {
    super()
    this.#predicate = predicate
    this.#keeps = keeps
  }

  process(record: StreamRecord<K, V>): void {
    if (Boolean(this.#predicate(record.value, record.key)) === this.#keeps) this.context.forward(record)
  }
}
