/**
 * The join of two tables by their keys: each side, when a row of it changes, looks up the other side's row and tells
 * the joined change; a merge behind both stores it where the program wants that. Kinds of joins differ only in which
 * side must have a row for there to be a result.
 */
import type { Change } from '../../record/change.ts'
import { StreamRecord } from '../../record/stream-record.ts'
import { Operator } from '../operators/operator.ts'
import type { Processor } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import type { TableOperator } from '../table-operator.ts'
import type { TableValue, ValueGetter, ValueGetterSupplier } from '../value-getter.ts'

/** @param left null, in an outer join, where only the right side has a row; and the other way round */
export type TableJoiner<V, VO, VR> = (left: V, right: VO) => VR

/** Which rows must be there for a result. */
export interface JoinRule {
  readonly needsMine: boolean
  readonly needsOther: boolean
}

export interface TableJoinSideOptions<K, V, VO, VR> {
  readonly mine: TableOperator<K, V>
  readonly other: TableOperator<K, VO>
  readonly rule: JoinRule
  /** With this side's value first. */
  readonly joiner: TableJoiner<V | null, VO | null, VR>
}

export class TableJoinSide<K, V, VO, VR> implements TableOperator<K, VR, K, Change<V>> {
  readonly #options: TableJoinSideOptions<K, V, VO, VR>
  #tellsOldValues = false
  /** This side's table keeps history: changes of its past do not change what is joined now. */
  isVersioned = false

  constructor(options: TableJoinSideOptions<K, V, VO, VR>) {
    this.#options = options
  }

  makeProcessor(): Processor<K, Change<V>, K, Change<VR>> {
    const other = this.#options.other.view().get()
    const { isVersioned } = this
    return new JoinProcessor({
      join: this.#join,
      other,
      isVersioned,
      tellsOldValues: this.#tellsOldValues,
      ...this.#options.rule,
    })
  }

  /** Both tables' values, joined when somebody asks. */
  view(): ValueGetterSupplier<K, VR> {
    const mine = this.#options.mine.view()
    const other = this.#options.other.view()
    const stores = [...new Set([...mine.stores, ...other.stores])]
    return { stores, get: () => new JoinedValues({ mine: mine.get(), other: other.get(), join: this.#join }) }
  }

  sendOldValues(): boolean {
    this.#options.mine.sendOldValues(true)
    this.#options.other.sendOldValues(true)
    this.#tellsOldValues = true
    return true
  }

  readonly #join = (mine: V | null, other: VO | null): VR | null => {
    const { rule, joiner } = this.#options
    const isMissing = (rule.needsMine && mine === null) || (rule.needsOther && other === null)
    return isMissing || (mine === null && other === null) ? null : joiner(mine, other)
  }
}

interface JoinProcessorOptions<K, V, VO, VR> extends JoinRule {
  readonly join: (mine: V | null, other: VO | null) => VR | null
  readonly other: ValueGetter<K, VO>
  readonly isVersioned: boolean
  readonly tellsOldValues: boolean
}

class JoinProcessor<K, V, VO, VR> extends Operator<K, Change<V>, K, Change<VR>> {
  readonly #options: JoinProcessorOptions<K, V, VO, VR>

  constructor(options: JoinProcessorOptions<K, V, VO, VR>) {
    super()
    this.#options = options
  }

  override init(context: OperatorContext<K, Change<VR>>): void {
    super.init(context)
    this.#options.other.init(context)
  }

  process(record: StreamRecord<K, Change<V>>): void {
    const { key, value: change, headers } = record
    const { join, needsOther, isVersioned, tellsOldValues } = this.#options
    if (key === null) return this.context.dropped('null-key')
    if (isVersioned && !change.isLatest) return this.context.dropped('not-latest')
    const row = this.#options.other.get(key)
    const other = row?.value ?? null
    if (other === null && (needsOther || (change.newValue === null && change.oldValue === null))) return
    const newValue = join(change.newValue, other)
    const oldValue = tellsOldValues ? join(change.oldValue, other) : null
    const timestamp = row === null ? record.timestamp : Math.max(record.timestamp, row.timestamp)
    const value = { newValue, oldValue, isLatest: change.isLatest }
    this.context.forward(new StreamRecord({ key, value, timestamp, headers }))
  }

  close(): void {
    this.#options.other.close?.()
  }
}

interface JoinedValuesOptions<K, V, VO, VR> {
  readonly mine: ValueGetter<K, V>
  readonly other: ValueGetter<K, VO>
  readonly join: (mine: V | null, other: VO | null) => VR | null
}

class JoinedValues<K, V, VO, VR> implements ValueGetter<K, VR> {
  readonly isVersioned = false
  readonly #options: JoinedValuesOptions<K, V, VO, VR>

  constructor(options: JoinedValuesOptions<K, V, VO, VR>) {
    this.#options = options
  }

  init(context: OperatorContext<never, never>): void {
    this.#options.mine.init(context)
    this.#options.other.init(context)
  }

  get(key: K): TableValue<VR> | null {
    const { mine, other, join } = this.#options
    const left = mine.get(key)
    const right = other.get(key)
    const value = join(left?.value ?? null, right?.value ?? null)
    return value === null ? null : { value, timestamp: Math.max(left?.timestamp ?? -1, right?.timestamp ?? -1) }
  }

  close(): void {
    this.#options.mine.close?.()
    this.#options.other.close?.()
  }
}
