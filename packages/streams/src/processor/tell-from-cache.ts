/** What a cache lets go of is told to a table's children: several changes of a key as one. */
import type { Change } from '../record/change.ts'
import { StreamRecord } from '../record/stream-record.ts'
import type { ValueAndTimestamp } from '../store/contract/key-value-store.ts'
import type { FlushedRow, FlushingStore, StateStore } from '../store/contract/state-store.ts'
import type { OperatorContext } from './processor-context.ts'

export interface TellFromCacheOptions<K, V> {
  readonly store: StateStore
  readonly context: OperatorContext<K, Change<V>>
  /** Whether the children want old values. */
  readonly tellsOldValues: boolean
}

/** @returns false if the store has no cache: then whoever changes a row tells of it, at once */
export function tellFromCache<K, V>({ store, context, tellsOldValues }: TellFromCacheOptions<K, V>): boolean {
  const tell = ({ key, newValue, oldValue, context: { timestamp, headers } }: FlushedRow<K, ValueAndTimestamp<V>>) => {
    const value = { newValue: newValue?.value ?? null, oldValue: oldValue?.value ?? null, isLatest: true }
    context.forward(new StreamRecord({ key, value, timestamp: newValue?.timestamp ?? timestamp, headers }))
  }
  return isFlushing<K, V>(store) && store.onFlush(tell, { oldValues: tellsOldValues })
}

function isFlushing<K, V>(store: StateStore): store is StateStore & FlushingStore<K, ValueAndTimestamp<V>> {
  return 'onFlush' in store
}
