/** `mapValuesAsync`, `filterAsync`, `flatMapValuesAsync`, `forEachAsync`: their functions may take their time. */
import type { ProcessorSupplier } from '../processor.ts'
import { asyncOperator } from './async-operator.ts'
import type { AsyncFunction, AsyncOptions } from './async-options.ts'

export function mapValuesAsync<K, V, V2>(
  mapper: AsyncFunction<K, V, V2>,
  options: AsyncOptions,
): ProcessorSupplier<K, V, K, V2> {
  return asyncOperator(mapper, (context, record, value) => context.forward(record.withValue(value)), options)
}

export function filterAsync<K, V>(
  predicate: AsyncFunction<K, V, boolean>,
  options: AsyncOptions,
): ProcessorSupplier<K, V, K, V> {
  return asyncOperator<K, V, boolean, V>(
    predicate,
    (context, record, holds) => {
      if (holds) context.forward(record)
    },
    options,
  )
}

export function flatMapValuesAsync<K, V, V2>(
  mapper: AsyncFunction<K, V, Iterable<V2>>,
  options: AsyncOptions,
): ProcessorSupplier<K, V, K, V2> {
  return asyncOperator<K, V, Iterable<V2>, V2>(
    mapper,
    (context, record, values) => {
      for (const value of values) context.forward(record.withValue(value))
    },
    options,
  )
}

export function forEachAsync<K, V>(
  action: AsyncFunction<K, V, unknown>,
  options: AsyncOptions,
): ProcessorSupplier<K, V, K, V> {
  return asyncOperator<K, V, unknown, V>(action, () => {}, options)
}
