/**
 * The left side of a foreign-key join: tells the right side, for each change of a row, under which foreign key the
 * row wants to be told values, and under which no longer.
 */
import type { Change } from '../../record/change.ts'
import type { StreamRecord } from '../../record/stream-record.ts'
import { type Serde, serializeNullable } from '../../serde/serde.ts'
import { Operator } from '../operators/operator.ts'
import type { Processor } from '../processor.ts'
import { hash128 } from './murmur3.ts'
import type { Instruction, Subscription } from './subscription.ts'

/** Null for a row that has no partner. */
export type ForeignKeyExtractor<K, V, KO> = (value: V, key: K) => KO | null

export interface SubscriptionSenderOptions<K, V, KO> {
  readonly extract: ForeignKeyExtractor<K, V, KO>
  readonly foreignKey: Serde<KO>
  readonly value: Serde<V>
  /** Whether rows without a partner have a result. */
  readonly isLeftJoin: boolean
}

export class SubscriptionSender<K, V, KO> {
  readonly #options: SubscriptionSenderOptions<K, V, KO>
  /** The left table keeps history: changes of its past do not change what is joined now. */
  isVersioned = false

  constructor(options: SubscriptionSenderOptions<K, V, KO>) {
    this.#options = options
  }

  makeProcessor(): Processor<K, Change<V>, KO | null, Subscription<K>> {
    return new SenderProcessor(this.#options, this.isVersioned)
  }
}

class SenderProcessor<K, V, KO> extends Operator<K, Change<V>, KO | null, Subscription<K>> {
  readonly #options: SubscriptionSenderOptions<K, V, KO>
  readonly #skipsPast: boolean

  constructor(options: SubscriptionSenderOptions<K, V, KO>, skipsPast: boolean) {
    super()
    this.#options = options
    this.#skipsPast = skipsPast
  }

  process(record: StreamRecord<K, Change<V>>): void {
    const { newValue, oldValue, isLatest } = record.value
    if (this.#skipsPast && !isLatest) return this.context.dropped('not-latest')
    const old = this.#foreignKeyOf(oldValue, record.key)
    const next = this.#foreignKeyOf(newValue, record.key)
    if (this.#options.isLeftJoin) this.#sendForLeftJoin(record, old, next)
    else if (newValue === null) this.#sendGone(record, old)
    else if (next !== null) this.#sendForInnerJoin(record, old, next)
    else {
      this.context.dropped('null-foreign-key')
      this.#sendGone(record, old)
    }
  }

  /** Each row has a result, so each change of one is answered. */
  #sendForLeftJoin(record: StreamRecord<K, Change<V>>, old: KO | null, next: KO | null): void {
    const { newValue, oldValue } = record.value
    if (newValue === null && oldValue === null) return
    if (old !== null && !this.#isSame(old, next)) this.#send(record, old, 'unsubscribe')
    this.#send(record, next, 'subscribe-and-answer')
  }

  #sendForInnerJoin(record: StreamRecord<K, Change<V>>, old: KO | null, next: KO): void {
    if (old === null || this.#isSame(old, next)) return this.#send(record, next, 'subscribe')
    this.#send(record, old, 'unsubscribe')
    // The result that the old key gave has to go if the new one gives none.
    this.#send(record, next, 'subscribe-and-answer')
  }

  #sendGone(record: StreamRecord<K, Change<V>>, old: KO | null): void {
    if (old !== null) this.#send(record, old, 'unsubscribe-and-answer')
  }

  #send(record: StreamRecord<K, Change<V>>, foreignKey: KO | null, instruction: Instruction): void {
    const { newValue } = record.value
    const hash = newValue === null ? null : hash128(this.#options.value.serialize(newValue))
    const primaryPartition = this.context.recordMetadata.partition
    this.context.forward(record.with(foreignKey, { instruction, hash, primaryKey: record.key, primaryPartition }))
  }

  #foreignKeyOf(value: V | null, key: K): KO | null {
    return value === null ? null : (this.#options.extract(value, key) ?? null)
  }

  #isSame(one: KO, other: KO | null): boolean {
    const { foreignKey } = this.#options
    const bytes = serializeNullable(foreignKey, other)
    return bytes !== null && foreignKey.serialize(one).equals(bytes)
  }
}
