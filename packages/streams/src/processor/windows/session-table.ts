/**
 * The table of sessions that an aggregation makes: its store, and changes that are told at once (or when a cache
 * lets go of them), or else only once their sessions are closed. The time of a session's value is its end.
 */
import type { Change } from '../../record/change.ts'
import { StreamRecord } from '../../record/stream-record.ts'
import type { Windowed } from '../../record/windowed.ts'
import type { SessionStore } from '../../store/contract/session-store.ts'
import type { FlushingStore, StateStore } from '../../store/contract/state-store.ts'
import type { OperatorContext } from '../processor-context.ts'
import { type ClosedSpan, type ClosedWindow, ClosedWindows } from './closed-windows.ts'
import type { WindowTableOptions } from './window-table.ts'

export class SessionTable<K, A> {
  readonly store: SessionStore<K, A>
  readonly #context: OperatorContext<Windowed<K>, Change<A>>
  readonly #tellsOldValues: boolean
  readonly #isTold: boolean
  readonly #closed: ClosedWindows<K, A> | null

  constructor(
    context: OperatorContext<Windowed<K>, Change<A>>,
    { storeName, tellsOldValues, isFinal }: WindowTableOptions,
  ) {
    this.store = context.getStateStore(storeName)
    this.#context = context
    this.#tellsOldValues = tellsOldValues
    const isCached = !isFinal && this.#listen()
    this.#isTold = !isFinal && !isCached
    this.#closed = isFinal
      ? new ClosedWindows(context, { storeName, spanOf, within: (span) => this.#within(span) })
      : null
  }

  /** Stores a session's value, and tells it. */
  put(session: Windowed<K>, value: A | null): void {
    this.store.put(session, value)
    this.#tell(session, { newValue: value, oldValue: null, isLatest: true })
  }

  /** Removes a session that has become part of another, and tells that it is gone. */
  remove(session: Windowed<K>, value: A): void {
    this.store.remove(session)
    this.#tell(session, { newValue: null, oldValue: this.#tellsOldValues ? value : null, isLatest: true })
  }

  /** Tells sessions that closed up to now, where they are told only then. */
  close(closeMs: number, record: StreamRecord<K, unknown>): void {
    this.#closed?.tell(closeMs, record)
  }

  /** Without headers: those of the record in work are not the session's, in Java. */
  #tell(key: Windowed<K>, value: Change<A>): void {
    if (this.#isTold) this.#context.forward(new StreamRecord({ key, value, timestamp: key.window.endMs }))
  }

  /** Whether a cache will tell changes. */
  #listen(): boolean {
    const { store } = this
    if (!isFlushing<K, A>(store)) return false
    const tellsOldValues = this.#tellsOldValues
    return store.onFlush(
      ({ key, newValue, oldValue, context: { headers } }) => {
        const value = { newValue, oldValue, isLatest: true }
        this.#context.forward(new StreamRecord({ key, value, timestamp: key.window.endMs, headers }))
      },
      { oldValues: tellsOldValues },
    )
  }

  *#within(span: ClosedSpan): Iterable<ClosedWindow<K, A>> {
    for (const { key, value } of this.store.findEnded(span)) yield { key, value, timestamp: key.window.endMs }
  }
}

/** By the ends of sessions: those before the close time, and not before that of the last look. */
function spanOf(closeMs: number, lastCloseMs: number | null): ClosedSpan | null {
  const toMs = closeMs - 1
  const fromMs = Math.max(0, lastCloseMs ?? 0)
  return toMs >= fromMs ? { fromMs, toMs } : null
}

function isFlushing<K, A>(store: StateStore): store is StateStore & SessionStore<K, A> & FlushingStore<Windowed<K>, A> {
  return 'onFlush' in store
}
