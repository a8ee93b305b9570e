/**
 * One side of a stream-stream join: looks up the other side's records in the window around its own, and gives a
 * result for each, by their times. In a left or outer join a record without a partner waits for one until its window
 * has closed; if that was closed before it came, or if it has no key, it has its result at once.
 */
import { StreamRecord } from '../../record/stream-record.ts'
import type { JoinSide, OuterJoinStore, UnjoinedRow } from '../../store/contract/outer-join-store.ts'
import type { WindowStore } from '../../store/contract/window-store.ts'
import { Operator } from '../operators/operator.ts'
import type { ProcessorSupplier } from '../processor.ts'
import type { OperatorContext } from '../processor-context.ts'
import { JoinClock, type JoinClocks } from './join-clock.ts'
import type { JoinSpan } from './join-span.ts'
import { UnjoinedRecords } from './unjoined-records.ts'

export type StreamJoiner<K, V, VO, VR> = (left: V, right: VO, key: K) => VR

export interface StreamJoinOptions<K, V, VO, VR> {
  readonly side: JoinSide
  /** As this side sees it. */
  readonly span: JoinSpan
  /** With this side's value first. */
  readonly joiner: StreamJoiner<K, V | null, VO | null, VR>
  /** Where the other side keeps its records. */
  readonly otherStore: string
  /** Where records wait that have no partner; null in an inner join. */
  readonly unjoinedStore: string | null
  /** Whether a record of this side has a result without a partner. */
  readonly isOuter: boolean
  readonly clocks: JoinClocks
}

export function streamJoin<K, V, VO, VR>(options: StreamJoinOptions<K, V, VO, VR>): ProcessorSupplier<K, V, K, VR> {
  return () => new StreamJoin(options)
}

class StreamJoin<K, V, VO, VR> extends Operator<K, V, K, VR> {
  readonly #options: StreamJoinOptions<K, V, VO, VR>
  #others!: WindowStore<K, VO>
  /** In an inner join nobody asks for the other side's time. */
  #clock = new JoinClock()
  #unjoined: UnjoinedRecords<K, V | VO> | null = null
  /** The record in work; its headers are those of all results that it causes. */
  #record!: StreamRecord<K, V>

  constructor(options: StreamJoinOptions<K, V, VO, VR>) {
    super()
    this.#options = options
  }

  override init(context: OperatorContext<K, VR>): void {
    super.init(context)
    const { clocks, otherStore, unjoinedStore, side, span } = this.#options
    this.#others = context.getStateStore(otherStore)
    if (unjoinedStore === null) return
    const intervalMs = context.emitIntervalMs
    const store = context.getStateStore<OuterJoinStore<K, V | VO>>(unjoinedStore)
    this.#clock = clocks.of(store)
    this.#unjoined = new UnjoinedRecords({ store, clock: this.#clock, side, span, intervalMs })
  }

  process(record: StreamRecord<K, V>): void {
    const { isOuter, joiner } = this.#options
    const { key, value, timestamp } = record
    const clock = this.#clock
    clock.advance(timestamp)
    if (value === null) return this.context.dropped('null-value')
    if (key === null) {
      if (isOuter) this.context.forward(record.withValue(joiner(value, null, key)))
      else this.context.dropped('null-key')
      return
    }
    this.#record = record
    if (timestamp === clock.streamTimeMs) {
      this.#unjoined?.emitClosed(this.context.currentSystemTimeMs, this.#emitUnjoined)
    }
    if (!this.#joinAll(record) && isOuter) this.#withoutPartner(record)
  }

  /** Whether there was anything to join with. */
  #joinAll(record: StreamRecord<K, V>): boolean {
    const { key, value, timestamp, headers } = record
    const { joiner, span } = this.#options
    const fromMs = Math.max(0, timestamp - span.beforeMs)
    const toMs = Math.max(0, timestamp + span.afterMs)
    let isJoined = false
    for (const { startMs, value: other } of this.#others.fetch(key, { fromMs, toMs })) {
      isJoined = true
      this.#unjoined?.foundPartner(key, startMs)
      const joined = { key, value: joiner(value, other, key), timestamp: Math.max(timestamp, startMs), headers }
      this.context.forward(new StreamRecord(joined))
    }
    return isJoined
  }

  #withoutPartner(record: StreamRecord<K, V>): void {
    const { key, value, timestamp } = record
    const isClosed = Math.max(0, timestamp + this.#options.span.afterMs) < this.#clock.streamTimeMs
    if (this.#unjoined !== null && !isClosed) this.#unjoined.add(key, value, timestamp)
    else this.context.forward(record.withValue(this.#options.joiner(value, null, key)))
  }

  readonly #emitUnjoined = ({ key, side, timestamp }: UnjoinedRow<K, V | VO>, waiting: V | VO): void => {
    const { joiner, side: mine } = this.#options
    const value = side === mine ? joiner(waiting as V, null, key) : joiner(null, waiting as VO, key)
    this.context.forward(new StreamRecord({ key, value, timestamp, headers: this.#record.headers }))
  }
}
