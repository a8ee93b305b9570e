/**
 * The join of a stream with itself, from one store: what comes out, and in which order, is as if both sides had a
 * store of their own. A record meets the earlier ones as the left side, then as the right side, then itself; among
 * the results as right side it takes its own place by time.
 */
import { StreamRecord } from '../../record/stream-record.ts'
import type { WindowStore } from '../../store/contract/window-store.ts'
import { Operator } from '../operators/operator.ts'
import type { ProcessorSupplier } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import { type JoinSpan, retentionOf } from './join-span.ts'
import type { StreamJoiner } from './stream-join.ts'

export interface SelfJoinOptions<K, V, VR> {
  readonly store: string
  readonly span: JoinSpan
  readonly joiner: StreamJoiner<K, V, V, VR>
}

export function selfJoin<K, V, VR>(options: SelfJoinOptions<K, V, VR>): ProcessorSupplier<K, V, K, VR> {
  return () => new SelfJoin(options)
}

class SelfJoin<K, V, VR> extends Operator<K, V, K, VR> {
  readonly #options: SelfJoinOptions<K, V, VR>
  #store!: WindowStore<K, V>
  #streamTimeMs = -1

  constructor(options: SelfJoinOptions<K, V, VR>) {
    super()
    this.#options = options
  }

  override init(context: OperatorContext<K, VR>): void {
    super.init(context)
    this.#store = context.getStateStore(this.#options.store)
  }

  process(record: StreamRecord<K, V>): void {
    const { key, value, timestamp } = record
    if (key === null || value === null) return this.context.dropped(key === null ? 'null-key' : 'null-value')
    this.#streamTimeMs = Math.max(this.#streamTimeMs, timestamp)
    this.#joinAsLeft(record)
    this.#joinAsRight(record)
  }

  #joinAsLeft(record: StreamRecord<K, V>): void {
    const { key, value, timestamp } = record
    const { beforeMs, afterMs } = this.#options.span
    const range = { fromMs: Math.max(0, timestamp - beforeMs), toMs: Math.max(0, timestamp + afterMs) }
    for (const { startMs, value: other } of this.#store.fetch(key, range)) {
      this.#forward(record, this.#options.joiner(value, other, key), startMs)
    }
  }

  #joinAsRight(record: StreamRecord<K, V>): void {
    const { key, value, timestamp } = record
    const { joiner, span } = this.#options
    const range = { fromMs: Math.max(0, timestamp - span.afterMs), toMs: Math.max(0, timestamp + span.beforeMs) }
    // If the store would not keep it any more, it does not meet itself.
    let meetsItself = timestamp > this.#streamTimeMs - retentionOf(span) + 1
    for (const { startMs, value: other } of this.#store.fetch(key, range)) {
      if (meetsItself && timestamp < startMs) {
        meetsItself = false
        this.#forward(record, joiner(value, value, key), timestamp)
      }
      this.#forward(record, joiner(other, value, key), startMs)
    }
    if (meetsItself) this.#forward(record, joiner(value, value, key), timestamp)
  }

  #forward({ key, timestamp, headers }: StreamRecord<K, V>, value: VR, otherMs: number): void {
    this.context.forward(new StreamRecord({ key, value, timestamp: Math.max(timestamp, otherMs), headers }))
  }
}
