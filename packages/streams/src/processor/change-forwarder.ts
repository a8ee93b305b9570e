/**
 * Tells a table's children what changed: at once, or, if the table's store has a cache, when the cache lets go of
 * the row; then several changes of a key are told as one.
 */
import type { Change } from '../record/change.ts'
import { StreamRecord } from '../record/stream-record.ts'
import type { ValueAndTimestamp } from '../store/contract/key-value-store.ts'
import type { FlushedRow, FlushingStore, StateStore } from '../store/contract/state-store.ts'
import type { OperatorContext } from './processor-context.ts'

export interface ChangeForwarderOptions<K, V> {
  readonly store: StateStore
  readonly context: OperatorContext<K, Change<V>>
  /** Whether the children want old values. */
  readonly tellsOldValues: boolean
}

export class ChangeForwarder<K, V> {
  readonly #context: OperatorContext<K, Change<V>>
  readonly #tellsOldValues: boolean
  readonly #isCached: boolean

  constructor({ store, context, tellsOldValues }: ChangeForwarderOptions<K, V>) {
    this.#context = context
    this.#tellsOldValues = tellsOldValues
    const listener = (row: FlushedRow<K, ValueAndTimestamp<V>>) => this.#flushed(row)
    this.#isCached = isFlushing<K, V>(store) && store.onFlush(listener, { oldValues: tellsOldValues })
  }

  /** Does nothing where a cache will tell it. */
  forward(record: StreamRecord<K, Change<V>>): void {
    if (this.#isCached) return
    const { newValue, oldValue, isLatest } = record.value
    const isTold = this.#tellsOldValues || oldValue === null
    this.#context.forward(isTold ? record : record.withValue({ newValue, oldValue: null, isLatest }))
  }

  #flushed({ key, newValue, oldValue, context }: FlushedRow<K, ValueAndTimestamp<V>>): void {
    const value = { newValue: newValue?.value ?? null, oldValue: oldValue?.value ?? null, isLatest: true }
    const { headers } = context
    this.#context.forward(
      new StreamRecord({ key, value, timestamp: newValue?.timestamp ?? context.timestamp, headers }),
    )
  }
}

function isFlushing<K, V>(store: StateStore): store is StateStore & FlushingStore<K, ValueAndTimestamp<V>> {
  return 'onFlush' in store
}
