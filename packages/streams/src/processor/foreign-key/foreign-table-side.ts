/** The right side of a foreign-key join: tells each change of a row to all that have subscribed to its key. */
import type { Change } from '../../record/change.ts'
import type { StreamRecord } from '../../record/stream-record.ts'
import type { Serde } from '../../serde/serde.ts'
import type { TimestampedKeyValueStore } from '../../store/contract/key-value-store.ts'
import { Operator } from '../operators/operator.ts'
import type { Processor } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import { combinedKeyPrefix } from './combined-key.ts'
import type { Subscription } from './subscription.ts'
import type { SubscriptionAnswer } from './subscription-answer.ts'

export interface ForeignTableSideOptions<KO> {
  readonly storeName: string
  readonly foreignKey: Serde<KO>
}

export class ForeignTableSide<K, KO, VO> {
  readonly #options: ForeignTableSideOptions<KO>
  /** The right table keeps history: changes of its past do not change what is joined now. */
  isVersioned = false

  constructor(options: ForeignTableSideOptions<KO>) {
    this.#options = options
  }

  makeProcessor(): Processor<KO, Change<VO>, K, SubscriptionAnswer<VO>> {
    return new ForeignTableProcessor(this.#options, this.isVersioned)
  }
}

class ForeignTableProcessor<K, KO, VO> extends Operator<KO, Change<VO>, K, SubscriptionAnswer<VO>> {
  readonly #options: ForeignTableSideOptions<KO>
  readonly #skipsPast: boolean
  #store!: TimestampedKeyValueStore<Buffer, Subscription<K>>

  constructor(options: ForeignTableSideOptions<KO>, skipsPast: boolean) {
    super()
    this.#options = options
    this.#skipsPast = skipsPast
  }

  override init(context: OperatorContext<K, SubscriptionAnswer<VO>>): void {
    super.init(context)
    this.#store = context.getStateStore(this.#options.storeName)
  }

  process(record: StreamRecord<KO, Change<VO>>): void {
    const { key, value: change } = record
    if (key === null) return this.context.dropped('null-key')
    if (this.#skipsPast && !change.isLatest) return this.context.dropped('not-latest')
    using subscriptions = this.#store.prefixScan(combinedKeyPrefix(this.#options.foreignKey.serialize(key)))
    for (const { value: row } of subscriptions) {
      const { hash, primaryKey, primaryPartition } = row.value
      this.context.forward(record.with(primaryKey, { hash, foreignValue: change.newValue, primaryPartition }))
    }
  }
}
