/** Where subscriptions arrive: they are kept, or forgotten, and go on to be answered. */
import type { StreamRecord } from '../../record/stream-record.ts'
import type { Serde } from '../../serde/serde.ts'
import type { TimestampedKeyValueStore } from '../../store/contract/key-value-store.ts'
import { Operator } from '../operators/operator.ts'
import type { ProcessorSupplier } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import { combinedKey } from './combined-key.ts'
import type { Subscription } from './subscription.ts'

export interface SubscriptionReceiverOptions<K, KO> {
  readonly storeName: string
  readonly primaryKey: Serde<K>
  readonly foreignKey: Serde<KO>
}

export function subscriptionReceiver<K, KO>(
  options: SubscriptionReceiverOptions<K, KO>,
): ProcessorSupplier<KO | null, Subscription<K>> {
  return () => new SubscriptionReceiver(options)
}

class SubscriptionReceiver<K, KO> extends Operator<KO | null, Subscription<K>> {
  readonly #options: SubscriptionReceiverOptions<K, KO>
  #store!: TimestampedKeyValueStore<Buffer, Subscription<K>>

  constructor(options: SubscriptionReceiverOptions<K, KO>) {
    super()
    this.#options = options
  }

  override init(context: OperatorContext<KO | null, Subscription<K>>): void {
    super.init(context)
    this.#store = context.getStateStore(this.#options.storeName)
  }

  process(record: StreamRecord<KO | null, Subscription<K>>): void {
    const { key, value } = record
    if (key !== null) this.#keep(key, record)
    // Without a foreign key there is nothing to wait for; a left join wants its answer all the same.
    else if (value.instruction !== 'subscribe-and-answer') return this.context.dropped('null-foreign-key')
    this.context.forward(record)
  }

  #keep(key: KO, { value, timestamp, headers }: StreamRecord<unknown, Subscription<K>>): void {
    const { primaryKey, foreignKey } = this.#options
    const at = combinedKey(foreignKey.serialize(key), primaryKey.serialize(value.primaryKey))
    const isGone = value.instruction === 'unsubscribe' || value.instruction === 'unsubscribe-and-answer'
    if (isGone) this.#store.delete(at)
    else this.#store.put(at, { value, timestamp, headers })
  }
}
