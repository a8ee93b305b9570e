/** A record whose key cannot be changed, so that whatever is made of it stays in its partition. */
import type { Headers } from './headers.ts'

export interface FixedKeyRecord<K, V> {
  readonly key: K
  readonly value: V
  readonly timestamp: number
  readonly headers: Headers
  withValue<V2>(value: V2): FixedKeyRecord<K, V2>
  withTimestamp(timestamp: number): FixedKeyRecord<K, V>
  withHeaders(headers: Headers): FixedKeyRecord<K, V>
}
