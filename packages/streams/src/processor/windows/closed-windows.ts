/**
 * Tells windows once they are closed, and only then: each time that a record has moved time on, those are looked
 * for that closed since the last time. How often is looked is limited by the wall clock, because a look is a scan.
 */
import type { Change } from '../../record/change.ts'
import { StreamRecord } from '../../record/stream-record.ts'
import type { Windowed } from '../../record/windowed.ts'
import type { OperatorContext } from '../processor-context.ts'

/** A span of time, both ends included. */
export interface ClosedSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** A window that is closed, with its last value. */
export interface ClosedWindow<K, A> {
  readonly key: Windowed<K>
  readonly value: A
  readonly timestamp: number
}

/** Where a kind of windows keeps those that close. */
export interface WindowsThatClose<K, A> {
  readonly storeName: string
  /**
   * Where to look for windows that have closed since.
   *
   * @param lastCloseMs the close time of the last look; null at the first
   * @returns null if there can be none
   */
  spanOf(closeMs: number, lastCloseMs: number | null): ClosedSpan | null
  /** In the order in which they are told. */
  within(span: ClosedSpan): Iterable<ClosedWindow<K, A>>
}

export class ClosedWindows<K, A> {
  readonly #context: OperatorContext<Windowed<K>, Change<A>>
  readonly #windows: WindowsThatClose<K, A>
  #nextLookMs = 0
  #lastCloseMs: number | null

  constructor(context: OperatorContext<Windowed<K>, Change<A>>, windows: WindowsThatClose<K, A>) {
    this.#context = context
    this.#windows = windows
    this.#lastCloseMs = context.closeTimes.get(windows.storeName) ?? null
  }

  /** Tells windows that closed up to `closeMs`, with the headers of the record that has closed them. */
  tell(closeMs: number, { headers }: StreamRecord<unknown, unknown>): void {
    if (!this.#mayLook(closeMs)) return
    const span = this.#windows.spanOf(closeMs, this.#lastCloseMs)
    if (span === null) return
    for (const { key, value, timestamp } of this.#windows.within(span)) {
      const change = { newValue: value, oldValue: null, isLatest: true }
      this.#context.forward(new StreamRecord({ key, value: change, timestamp, headers }))
    }
    this.#lastCloseMs = closeMs
    this.#context.closeTimes.set(this.#windows.storeName, closeMs)
  }

  #mayLook(closeMs: number): boolean {
    const nowMs = this.#context.currentSystemTimeMs
    if (nowMs < this.#nextLookMs) return false
    this.#nextLookMs = nowMs + this.#context.emitIntervalMs
    return this.#lastCloseMs === null || this.#lastCloseMs < closeMs
  }
}
