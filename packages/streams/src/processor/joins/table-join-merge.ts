/** Where the changes of both sides of a table join come together: they are stored, if the program wants that. */
import type { Change } from '../../record/change.ts'
import type { StreamRecord } from '../../record/stream-record.ts'
import { ChangeForwarder } from '../change-forwarder.ts'
import { Operator } from '../operators/operator.ts'
import type { Processor } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import { storedValues } from '../stored-values.ts'
import type { TableOperator } from '../table-operator.ts'
import { TableStore } from '../table-store.ts'
import type { ValueGetterSupplier } from '../value-getter.ts'

export interface TableJoinMergeOptions<K, VR> {
  readonly left: TableOperator<K, VR>
  readonly right: TableOperator<K, VR>
  /** Null where it is not stored. */
  readonly storeName: string | null
}

export class TableJoinMerge<K, VR> implements TableOperator<K, VR, K, Change<VR>> {
  readonly #options: TableJoinMergeOptions<K, VR>
  #tellsOldValues = false

  constructor(options: TableJoinMergeOptions<K, VR>) {
    this.#options = options
  }

  makeProcessor(): Processor<K, Change<VR>, K, Change<VR>> {
    return new MergeProcessor(this.#options.storeName, this.#tellsOldValues)
  }

  view(): ValueGetterSupplier<K, VR> {
    const { left, storeName } = this.#options
    return storeName === null ? left.view() : storedValues(storeName)
  }

  sendOldValues(): boolean {
    this.#options.left.sendOldValues(true)
    this.#options.right.sendOldValues(true)
    this.#tellsOldValues = true
    return true
  }
}

class MergeProcessor<K, VR> extends Operator<K, Change<VR>> {
  readonly #storeName: string | null
  readonly #tellsOldValues: boolean
  #store: TableStore<K, VR> | null = null
  #forwarder: ChangeForwarder<K, VR> | null = null

  constructor(storeName: string | null, tellsOldValues: boolean) {
    super()
    this.#storeName = storeName
    this.#tellsOldValues = tellsOldValues
  }

  override init(context: OperatorContext<K, Change<VR>>): void {
    super.init(context)
    if (this.#storeName === null) return
    this.#store = new TableStore(context, this.#storeName)
    this.#forwarder = new ChangeForwarder({ store: this.#store.store, context, tellsOldValues: this.#tellsOldValues })
  }

  process(record: StreamRecord<K, Change<VR>>): void {
    const { newValue, oldValue, isLatest } = record.value
    if (this.#store === null || this.#forwarder === null) {
      this.context.forward(this.#tellsOldValues ? record : record.withValue({ newValue, oldValue: null, isLatest }))
      return
    }
    const outcome = this.#store.put(record.key, newValue, record)
    if (outcome === 'refused') return
    this.#forwarder.forward(record.withValue({ newValue, oldValue, isLatest: outcome === 'latest' }))
  }
}
