/**
 * Where records of a stream wait for the table that they are joined with. A record waits until later ones have
 * brought the time forward by the grace; records of equal keys and times stay apart, in the order in which they came.
 */
import type { RecordContext } from '../../record/record-context.ts'
import type { StateStore } from './state-store.ts'

export interface WaitingRecord<K, V> {
  readonly key: K
  readonly value: V
  /** With the record's time and headers. */
  readonly context: RecordContext
}

export interface WaitingStore<K, V> extends StateStore {
  readonly name: string
  /** False for a record that is older than the grace: then it is not taken, it need not wait. */
  put(record: WaitingRecord<K, V>): boolean
  /** Gives those that have waited long enough, by time, then by the bytes of their keys, and lets each go after that. */
  release(released: (record: WaitingRecord<K, V>) => void): void
}
