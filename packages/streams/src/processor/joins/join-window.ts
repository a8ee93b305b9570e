/**
 * Where a side of a stream-stream join keeps its records, so that the other side finds them. A record first goes on
 * to look for partners, and is kept only then: so two records of one key find each other once.
 */
import type { StreamRecord } from '../../record/stream-record.ts'
import type { WindowStore } from '../../store/contract/window-store.ts'
import { Operator } from '../operators/operator.ts'
import type { ProcessorSupplier } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'

export function joinWindow<K, V>(store: string): ProcessorSupplier<K, V> {
  return () => new JoinWindow(store)
}

class JoinWindow<K, V> extends Operator<K, V> {
  readonly #storeName: string
  #store!: WindowStore<K, V>

  constructor(store: string) {
    super()
    this.#storeName = store
  }

  override init(context: OperatorContext<K, V>): void {
    super.init(context)
    this.#store = context.getStateStore(this.#storeName)
  }

  process(record: StreamRecord<K, V>): void {
    this.context.forward(record)
    if (record.key !== null) this.#store.put(record.key, record.value, record.timestamp)
  }
}
