/** `flatMap` and `flatMapValues`: makes none, one or several records of each. */
import type { StreamRecord } from '../../record/stream-record.ts'
import type { ProcessorSupplier } from '../processor.ts'
import { Operator } from './operator.ts'

export type FlatMapper<K, V, K2, V2> = (value: V, key: K) => Iterable<readonly [K2, V2]>
export type FlatValueMapper<K, V, V2> = (value: V, key: K) => Iterable<V2>

export function flatMap<K, V, K2, V2>(mapper: FlatMapper<K, V, K2, V2>): ProcessorSupplier<K, V, K2, V2> {
  return () => new FlatMap(mapper)
}

export function flatMapValues<K, V, V2>(mapper: FlatValueMapper<K, V, V2>): ProcessorSupplier<K, V, K, V2> {
  return () => new FlatMapValues(mapper)
}

class FlatMap<K, V, K2, V2> extends Operator<K, V, K2, V2> {
  readonly #mapper: FlatMapper<K, V, K2, V2>

  constructor(mapper: FlatMapper<K, V, K2, V2>) {
    super()
    this.#mapper = mapper
  }

  process(record: StreamRecord<K, V>): void {
    for (const [key, value] of this.#mapper(record.value, record.key)) this.context.forward(record.with(key, value))
  }
}

class FlatMapValues<K, V, V2> extends Operator<K, V, K, V2> {
  readonly #mapper: FlatValueMapper<K, V, V2>

  constructor(mapper: FlatValueMapper<K, V, V2>) {
    super()
    this.#mapper = mapper
  }

  process(record: StreamRecord<K, V>): void {
    for (const value of this.#mapper(record.value, record.key)) this.context.forward(record.withValue(value))
  }
}
