/** `peek` and `forEach`: looks at each record; `forEach` is where its way ends. */
import type { StreamRecord } from '../../record/stream-record.ts'
import type { ProcessorSupplier } from '../processor.ts'
import { Operator } from './operator.ts'

export type Action<K, V> = (value: V, key: K) => void

export function peek<K, V>(action: Action<K, V>, isLast = false): ProcessorSupplier<K, V> {
  return () => new Peek(action, isLast)
}

class Peek<K, V> extends Operator<K, V> {
  readonly #action: Action<K, V>
  readonly #isLast: boolean

  constructor(action: Action<K, V>, isLast: boolean) {
    super()
    this.#action = action
    this.#isLast = isLast
  }

  process(record: StreamRecord<K, V>): void {
    this.#action(record.value, record.key)
    if (!this.#isLast) this.context.forward(record)
  }
}
