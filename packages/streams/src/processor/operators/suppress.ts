/**
 * `suppress`: changes are held back, of each key only the last, until they are as old as they have to be by the
 * times of the records that come in, or the buffer is full. What has been told is what the table shows meanwhile.
 */
import type { Change } from '../../record/change.ts'
import { StreamRecord } from '../../record/stream-record.ts'
import type { HeldChange, SuppressionStore } from '../../store/contract/suppression-store.ts'
import type { Processor } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import type { TableOperator } from '../table-operator.ts'
import type { TableValue, ValueGetter, ValueGetterSupplier } from '../value-getter.ts'
import { Operator } from './operator.ts'

interface SuppressRule<K> {
  /** From when on a change waits: the timestamp of its record, or the end of its window. */
  readonly timeOf: (key: K, timestamp: number) => number
  readonly waitMs: number
  readonly maxRecords: number
  readonly maxBytes: number
  readonly whenFull: 'emit-early' | 'shut-down'
  /** Of what has never been told before a deletion need not be told. */
  readonly dropsDeletions: boolean
}

export interface SuppressOptions<K, V> {
  readonly above: TableOperator<K, V>
  readonly storeName: string
  readonly rule: SuppressRule<K>
}

export class Suppress<K, V> implements TableOperator<K, V, K, Change<V>> {
  readonly #options: SuppressOptions<K, V>

  constructor(options: SuppressOptions<K, V>) {
    this.#options = options
    options.above.sendOldValues(true)
  }

  makeProcessor(): Processor<K, Change<V>, K, Change<V>> {
    return new SuppressProcessor(this.#options)
  }

  /** What was told last of a key that is held; of others what the table above has. */
  view(): ValueGetterSupplier<K, V> {
    const { above, storeName } = this.#options
    const view = above.view()
    return { stores: [storeName, ...view.stores], get: () => new SuppressedValues(storeName, view.get()) }
  }

  sendOldValues(force: boolean): boolean {
    return this.#options.above.sendOldValues(force)
  }
}

class SuppressProcessor<K, V> extends Operator<K, Change<V>, K, Change<V>> {
  readonly #storeName: string
  readonly #rule: SuppressRule<K>
  #buffer!: SuppressionStore<K, V>
  /** The largest timestamp that has come in here. */
  #streamTimeMs = -1

  constructor({ storeName, rule }: SuppressOptions<K, V>) {
    super()
    this.#storeName = storeName
    this.#rule = rule
  }

  override init(context: OperatorContext<K, Change<V>>): void {
    super.init(context)
    this.#buffer = context.getStateStore(this.#storeName)
  }

  process({ key, value: change, timestamp }: StreamRecord<K, Change<V>>): void {
    this.#streamTimeMs = Math.max(this.#streamTimeMs, timestamp)
    const { recordContext } = this.context
    this.#buffer.put(this.#rule.timeOf(key, recordContext.timestamp), { key, change, context: recordContext })
    this.#buffer.evictWhile(this.#isDue, this.#emit)
    if (!this.#isFull()) return
    if (this.#rule.whenFull === 'shut-down') throw this.#overflow()
    this.#buffer.evictWhile(this.#isFull, this.#emit)
  }

  readonly #isDue = (): boolean => this.#buffer.earliestMs <= this.#streamTimeMs - this.#rule.waitMs

  readonly #isFull = (): boolean =>
    this.#buffer.size > this.#rule.maxRecords || this.#buffer.sizeBytes > this.#rule.maxBytes

  /** With the time and the headers of the record that it came with. */
  readonly #emit = ({ key, change, context }: HeldChange<K, V>): void => {
    if (change.newValue === null && this.#rule.dropsDeletions) return
    const current = this.context.recordContext
    this.context.recordContext = context
    try {
      const { timestamp, headers } = context
      this.context.forward(new StreamRecord({ key, value: change, timestamp, headers }))
    } finally {
      this.context.recordContext = current
    }
  }

  #overflow(): RangeError {
    const { size, sizeBytes } = this.#buffer
    const { maxRecords, maxBytes } = this.#rule
    return new RangeError(
      `the buffer ${this.#storeName} may hold ${maxRecords} records and ${maxBytes} bytes, ` +
        `and has ${size} records and ${sizeBytes} bytes`,
    )
  }
}

class SuppressedValues<K, V> implements ValueGetter<K, V> {
  readonly isVersioned = false
  readonly #storeName: string
  readonly #above: ValueGetter<K, V>
  #buffer!: SuppressionStore<K, V>

  constructor(storeName: string, above: ValueGetter<K, V>) {
    this.#storeName = storeName
    this.#above = above
  }

  init(context: OperatorContext<never, never>): void {
    this.#above.init(context)
    this.#buffer = context.getStateStore(this.#storeName)
  }

  get(key: K): TableValue<V> | null {
    const prior = this.#buffer.priorValue(key)
    if (prior === undefined) return this.#above.get(key)
    // When it was told is not known any more.
    return prior === null ? null : { value: prior, timestamp: -1 }
  }

  close(): void {
    this.#above.close?.()
  }
}
