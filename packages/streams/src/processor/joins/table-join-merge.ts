/** Where the changes of both sides of a table join come together: they are stored, if the program wants that. */
import type { Change } from '../../record/change.ts'
import type { StreamRecord } from '../../record/stream-record.ts'
import { Operator } from '../operators/operator.ts'
import type { Processor } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import { storedValues } from '../stored-values.ts'
import type { TableOperator } from '../table-operator.ts'
import { TableRows } from '../table-rows.ts'
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
  /** Null where the result is not stored. */
  #rows: TableRows<K, VR> | null = null

  constructor(storeName: string | null, tellsOldValues: boolean) {
    super()
    this.#storeName = storeName
    this.#tellsOldValues = tellsOldValues
  }

  override init(context: OperatorContext<K, Change<VR>>): void {
    super.init(context)
    const storeName = this.#storeName
    if (storeName !== null) this.#rows = new TableRows({ context, storeName, tellsOldValues: this.#tellsOldValues })
  }

  process(record: StreamRecord<K, Change<VR>>): void {
    const { newValue, oldValue, isLatest } = record.value
    if (this.#rows !== null) this.#rows.put(record, newValue, oldValue)
    else this.context.forward(this.#tellsOldValues ? record : record.withValue({ newValue, oldValue: null, isLatest }))
  }
}
