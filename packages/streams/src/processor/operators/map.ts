/** `map` and `selectKey`: makes a new key and value of each record. */
import type { StreamRecord } from '../../record/stream-record.ts'
import type { ProcessorSupplier } from '../processor.ts'
import { Operator } from './operator.ts'

export type KeyValueMapper<K, V, K2, V2> = (value: V, key: K) => readonly [K2, V2]
export type KeySelector<K, V, K2> = (value: V, key: K) => K2

export function map<K, V, K2, V2>(mapper: KeyValueMapper<K, V, K2, V2>): ProcessorSupplier<K, V, K2, V2> {
  return () => new MapRecords(mapper)
}

export function selectKey<K, V, K2>(selector: KeySelector<K, V, K2>): ProcessorSupplier<K, V, K2, V> {
  return () => new SelectKey(selector)
}

class MapRecords<K, V, K2, V2> extends Operator<K, V, K2, V2> {
  readonly #mapper: KeyValueMapper<K, V, K2, V2>

  constructor(mapper: KeyValueMapper<K, V, K2, V2>) {
    super()
    this.#mapper = mapper
  }

  process(record: StreamRecord<K, V>): void {
    const [key, value] = this.#mapper(record.value, record.key)
    this.context.forward(record.with(key, value))
  }
}

class SelectKey<K, V, K2> extends Operator<K, V, K2, V> {
  readonly #selector: KeySelector<K, V, K2>

  constructor(selector: KeySelector<K, V, K2>) {
    super()
    this.#selector = selector
  }

  process(record: StreamRecord<K, V>): void {
    this.context.forward(record.withKey(this.#selector(record.value, record.key)))
  }
}
