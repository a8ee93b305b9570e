/** Answers a subscription with the value that its foreign key has now, as far as it wants to be answered. */
import { StreamRecord } from '../../record/stream-record.ts'
import { Operator } from '../operators/operator.ts'
import type { OperatorContext } from '../processor-context.ts'
import type { TableValue, ValueGetter } from '../value-getter.ts'
import type { Subscription } from './subscription.ts'
import type { SubscriptionAnswer } from './subscription-answer.ts'

export class SubscriptionAnswerer<K, KO, VO> extends Operator<KO | null, Subscription<K>, K, SubscriptionAnswer<VO>> {
  readonly #foreignValues: ValueGetter<KO, VO>

  constructor(foreignValues: ValueGetter<KO, VO>) {
    super()
    this.#foreignValues = foreignValues
  }

  override init(context: OperatorContext<K, SubscriptionAnswer<VO>>): void {
    super.init(context)
    this.#foreignValues.init(context)
  }

  process(record: StreamRecord<KO | null, Subscription<K>>): void {
    const { key, value: subscription } = record
    const row = key === null ? null : this.#foreignValues.get(key)
    switch (subscription.instruction) {
      case 'unsubscribe':
        return
      case 'unsubscribe-and-answer':
        return this.#answer(record, row, null)
      case 'subscribe':
        if (row !== null) this.#answer(record, row, row.value)
        return
      case 'subscribe-and-answer':
        this.#answer(record, row, row?.value ?? null)
    }
  }

  close(): void {
    this.#foreignValues.close?.()
  }

  #answer(record: StreamRecord<KO | null, Subscription<K>>, row: TableValue<VO> | null, foreignValue: VO | null): void {
    const { hash, primaryKey: key, primaryPartition } = record.value
    const timestamp = row === null ? record.timestamp : Math.max(record.timestamp, row.timestamp)
    const value = { hash, foreignValue, primaryPartition }
    this.context.forward(new StreamRecord({ key, value, timestamp, headers: record.headers }))
  }
}
