/**
 * A record whose key cannot be changed, so that whatever is made of it stays in its partition. It cannot be made
 * from nothing: a processor is given one, and everything else comes of it by `withValue` and the like.
 */
import type { Headers } from './headers.ts'
import type { StreamRecord } from './stream-record.ts'

export class FixedKeyRecord<K, V> {
  readonly #record: StreamRecord<K, V>

  private constructor(record: StreamRecord<K, V>) {
    this.#record = record
  }

  static of<K, V>(record: StreamRecord<K, V>): FixedKeyRecord<K, V> {
    return new FixedKeyRecord(record)
  }

  /** The record within; null if this is something else that only looks like one. */
  static recordOf<K, V>(fixed: FixedKeyRecord<K, V>): StreamRecord<K, V> | null {
    return #record in fixed ? fixed.#record : null
  }

  get key(): K {
    return this.#record.key
  }

  get value(): V {
    return this.#record.value
  }

  get timestamp(): number {
    return this.#record.timestamp
  }

  get headers(): Headers {
    return this.#record.headers
  }

  withValue<V2>(value: V2): FixedKeyRecord<K, V2> {
    return new FixedKeyRecord(this.#record.withValue(value))
  }

  withTimestamp(timestamp: number): FixedKeyRecord<K, V> {
    return new FixedKeyRecord(this.#record.withTimestamp(timestamp))
  }

  withHeaders(headers: Headers): FixedKeyRecord<K, V> {
    return new FixedKeyRecord(this.#record.withHeaders(headers))
  }
}
