/**
 * `groupBy` of a table: each change goes under a new key, as the new value's entry and the old value's one. If
 * both have the same key they go together, otherwise the old one first. A half without key or value is left out.
 */
import type { Change } from '../../record/change.ts'
import type { StreamRecord } from '../../record/stream-record.ts'
import type { Serde } from '../../serde/serde.ts'
import type { KeyValueMapper } from '../operators/map.ts'
import { Operator } from '../operators/operator.ts'
import type { Processor } from '../processor.ts'

type Entry<K, V> = readonly [K, V]

export class TableRegroup<K, V, K2, V2> {
  readonly #select: KeyValueMapper<K, V, K2, V2>
  readonly #keySerde: Serde<K2> | null
  /** The table above keeps history: then changes of the past are nothing to those who aggregate the present. */
  isVersioned = false

  constructor(select: KeyValueMapper<K, V, K2, V2>, keySerde: Serde<K2> | null) {
    this.#select = select
    this.#keySerde = keySerde
  }

  makeProcessor(): Processor<K, Change<V>, K2, Change<V2>> {
    return new RegroupProcessor(this.#select, this.#keySerde, this.isVersioned)
  }
}

class RegroupProcessor<K, V, K2, V2> extends Operator<K, Change<V>, K2, Change<V2>> {
  readonly #select: KeyValueMapper<K, V, K2, V2>
  readonly #keySerde: Serde<K2> | null
  readonly #skipsPast: boolean

  constructor(select: KeyValueMapper<K, V, K2, V2>, keySerde: Serde<K2> | null, skipsPast: boolean) {
    super()
    this.#select = select
    this.#keySerde = keySerde
    this.#skipsPast = skipsPast
  }

  process(record: StreamRecord<K, Change<V>>): void {
    const { key, value: change } = record
    const { isLatest } = change
    if (key === null) throw new TypeError('a change without a key cannot be grouped')
    if (this.#skipsPast && !isLatest) return
    const added = this.#entry(change.newValue, key)
    const taken = this.#entry(change.oldValue, key)
    if (added !== null && taken !== null && this.#isSame(taken[0], added[0])) {
      this.context.forward(record.with(taken[0], { newValue: added[1], oldValue: taken[1], isLatest }))
      return
    }
    if (taken !== null) this.context.forward(record.with(taken[0], { newValue: null, oldValue: taken[1], isLatest }))
    if (added !== null) this.context.forward(record.with(added[0], { newValue: added[1], oldValue: null, isLatest }))
  }

  #entry(value: V | null, key: K): Entry<K2, V2> | null {
    if (value === null) return null
    const entry = this.#select(value, key)
    return entry[0] === null || entry[0] === undefined || entry[1] === null ? null : entry
  }

  /** Objects are the same key if their bytes are. */
  #isSame(one: K2, other: K2): boolean {
    if (typeof one !== 'object' || this.#keySerde === null) return Object.is(one, other)
    return this.#keySerde.serialize(one).equals(this.#keySerde.serialize(other))
  }
}
