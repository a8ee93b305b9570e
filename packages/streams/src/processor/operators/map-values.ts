/** `mapValues`: makes a new value of each record. */
import type { StreamRecord } from '../../record/stream-record.ts'
import type { ProcessorSupplier } from '../processor.ts'
import { Operator } from './operator.ts'

export type ValueMapper<K, V, V2> = (value: V, key: K) => V2

export function mapValues<K, V, V2>(mapper: ValueMapper<K, V, V2>): ProcessorSupplier<K, V, K, V2> {
  return () => new MapValues(mapper)
}

class MapValues<K, V, V2> extends Operator<K, V, K, V2> {
  readonly #mapper: ValueMapper<K, V, V2>

  constructor(mapper: ValueMapper<K, V, V2>) {
    super()
    this.#mapper = mapper
  }

  process(record: StreamRecord<K, V>): void {
    this.context.forward(record.withValue(this.#mapper(record.value, record.key)))
  }
}
