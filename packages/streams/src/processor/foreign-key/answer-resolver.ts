/**
 * Back at the left side: an answer is joined with the row that asked, if the row still has the value for which it
 * asked. If it has another one by now, another answer is on its way, and this one is dropped.
 */
import type { StreamRecord } from '../../record/stream-record.ts'
import type { Serde } from '../../serde/serde.ts'
import type { TableJoiner } from '../joins/table-join.ts'
import { Operator } from '../operators/operator.ts'
import type { OperatorContext } from '../processor-context.ts'
import type { ValueGetter } from '../value-getter.ts'
import { hash128 } from './murmur3.ts'
import type { SubscriptionAnswer } from './subscription-answer.ts'

export interface AnswerResolverOptions<K, V, VO, VR> {
  readonly rows: ValueGetter<K, V>
  readonly value: Serde<V>
  readonly joiner: TableJoiner<V, VO | null, VR>
  /** Whether rows without a partner have a result. */
  readonly isLeftJoin: boolean
}

export class AnswerResolver<K, V, VO, VR> extends Operator<K, SubscriptionAnswer<VO>, K, VR | null> {
  readonly #options: AnswerResolverOptions<K, V, VO, VR>

  constructor(options: AnswerResolverOptions<K, V, VO, VR>) {
    super()
    this.#options = options
  }

  override init(context: OperatorContext<K, VR | null>): void {
    super.init(context)
    this.#options.rows.init(context)
  }

  process(record: StreamRecord<K, SubscriptionAnswer<VO>>): void {
    const { hash, foreignValue } = record.value
    const current = this.#options.rows.get(record.key)?.value ?? null
    if (!this.#isAskedFor(current, hash)) return this.context.dropped('stale-answer')
    this.context.forward(record.withValue(this.#join(current, foreignValue)))
  }

  close(): void {
    this.#options.rows.close?.()
  }

  #isAskedFor(current: V | null, hash: Buffer | null): boolean {
    if (current === null || hash === null) return current === hash
    return hash128(this.#options.value.serialize(current)).equals(hash)
  }

  #join(current: V | null, foreignValue: VO | null): VR | null {
    const { joiner, isLeftJoin } = this.#options
    if (current === null || (foreignValue === null && !isLeftJoin)) return null
    return joiner(current, foreignValue)
  }
}
