/**
 * A record on its way through a topology: what a processor is given and what it forwards. It is never changed;
 * an operator that makes something else of it makes a new one, and hands on the same one when it only looks.
 */
import { type Headers, noHeaders } from './headers.ts'

/** What a record is made from; without a timestamp or headers it has those of the record that it replaces. */
export interface RecordFields<K, V> {
  readonly key: K
  readonly value: V
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly headers?: Headers
}

export class StreamRecord<K, V> {
  readonly key: K
  readonly value: V
  /** Milliseconds since 1970, never negative. */
  readonly timestamp: number
  readonly headers: Headers

  /** @throws RangeError if the timestamp is not a moment since 1970 */
  constructor({ key, value, timestamp, headers = noHeaders }: RecordFields<K, V>) {
    if (!(timestamp >= 0)) throw new RangeError(`a record's timestamp is 0 or later, not ${timestamp}`)
    this.key = key
    this.value = value
    this.timestamp = timestamp
    this.headers = headers
  }

  withKey<K2>(key: K2): StreamRecord<K2, V> {
    return new StreamRecord({ key, value: this.value, timestamp: this.timestamp, headers: this.headers })
  }

  withValue<V2>(value: V2): StreamRecord<K, V2> {
    return new StreamRecord({ key: this.key, value, timestamp: this.timestamp, headers: this.headers })
  }

  with<K2, V2>(key: K2, value: V2): StreamRecord<K2, V2> {
    return new StreamRecord({ key, value, timestamp: this.timestamp, headers: this.headers })
  }

  withTimestamp(timestamp: number): StreamRecord<K, V> {
    return new StreamRecord({ key: this.key, value: this.value, timestamp, headers: this.headers })
  }

  withHeaders(headers: Headers): StreamRecord<K, V> {
    return new StreamRecord({ key: this.key, value: this.value, timestamp: this.timestamp, headers })
  }
}
