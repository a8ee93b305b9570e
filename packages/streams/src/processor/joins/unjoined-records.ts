/**
 * The records of a left or outer join that have found no partner. They wait until time has passed the end of their
 * window and its grace, and then have a result without a partner; a partner that comes meanwhile takes them out.
 */
import type { JoinSide, OuterJoinStore, UnjoinedRow } from '../../store/contract/outer-join-store.ts'
import type { JoinClock } from './join-clock.ts'
import type { JoinSpan } from './join-span.ts'

export interface UnjoinedRecordsOptions<K, V> {
  readonly store: OuterJoinStore<K, V>
  readonly clock: JoinClock
  /** Of whoever looks: only the side whose record has brought the time forward does. */
  readonly side: JoinSide
  readonly span: JoinSpan
  /** How often, by the wall clock, they are looked through at most. */
  readonly intervalMs: number
}

export class UnjoinedRecords<K, V> {
  readonly #options: UnjoinedRecordsOptions<K, V>
  readonly #otherSide: JoinSide

  constructor(options: UnjoinedRecordsOptions<K, V>) {
    this.#options = options
    this.#otherSide = options.side === 'left' ? 'right' : 'left'
  }

  /** A record of this side waits. */
  add(key: K, value: V, timestamp: number): void {
    const { store, clock, side } = this.#options
    clock.waits(timestamp)
    store.put({ timestamp, side, key }, value)
  }

  /** Records of the other side have found a partner: all of this key and time. */
  foundPartner(key: K, timestamp: number): void {
    this.#options.store.delete({ timestamp, side: this.#otherSide, key })
  }

  /** Gives the records whose windows have closed, by time, and lets them go. */
  emitClosed(nowMs: number, emit: (row: UnjoinedRow<K, V>, value: V) => void): void {
    const { store, clock, span, intervalMs } = this.#options
    if (clock.earliestMs + span.afterMs + span.graceMs >= clock.streamTimeMs || nowMs < clock.nextLookMs) return
    clock.nextLookMs = nowMs + intervalMs
    clock.earliestMs = Number.POSITIVE_INFINITY
    let emitted: UnjoinedRow<K, V> | null = null
    const open = { left: false, right: false }
    search: for (const row of store.all()) {
      for (const value of row.values) {
        // The time of whichever row was looked at last, as in Java, also where an earlier one waits on.
        clock.earliestMs = row.timestamp
        if (open.left && open.right) break search
        if (this.#isOpen(row)) {
          open[row.side] = true
          continue
        }
        emit(row, value)
        // Gone only when the next one is out: a failure then repeats results instead of losing them.
        if (emitted !== null && emitted !== row) store.delete(emitted)
        emitted = row
      }
    }
    if (emitted !== null) store.delete(emitted)
  }

  #isOpen({ side, timestamp }: UnjoinedRow<K, V>): boolean {
    const { span, clock } = this.#options
    const afterMs = side === this.#options.side ? span.afterMs : span.beforeMs
    return timestamp + afterMs + span.graceMs >= clock.streamTimeMs
  }
}
