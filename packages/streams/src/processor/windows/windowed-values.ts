/** Values of tables with windowed keys: they are looked up in the store of the aggregation, by key and window. */
import type { Windowed } from '../../record/windowed.ts'
import type { SessionStore } from '../../store/contract/session-store.ts'
import type { TimestampedWindowStore } from '../../store/contract/window-store.ts'
import type { OperatorContext } from '../processor-context.ts'
import type { TableValue, ValueGetter, ValueGetterSupplier } from '../value-getter.ts'

export function windowValues<K, A>(store: string): ValueGetterSupplier<Windowed<K>, A> {
  return { stores: [store], get: () => new WindowValues(store) }
}

/** The time of a session's value is its end. */
export function sessionValues<K, A>(store: string): ValueGetterSupplier<Windowed<K>, A> {
  return { stores: [store], get: () => new SessionValues(store) }
}

class WindowValues<K, A> implements ValueGetter<Windowed<K>, A> {
  readonly isVersioned = false
  readonly #name: string
  #store!: TimestampedWindowStore<K, A>

  constructor(name: string) {
    this.#name = name
  }

  init(context: OperatorContext<never, never>): void {
    this.#store = context.getStateStore(this.#name)
  }

  get({ key, window }: Windowed<K>): TableValue<A> | null {
    return this.#store.get(key, window.startMs)
  }
}

class SessionValues<K, A> implements ValueGetter<Windowed<K>, A> {
  readonly isVersioned = false
  readonly #name: string
  #store!: SessionStore<K, A>

  constructor(name: string) {
    this.#name = name
  }

  init(context: OperatorContext<never, never>): void {
    this.#store = context.getStateStore(this.#name)
  }

  get({ key, window }: Windowed<K>): TableValue<A> | null {
    const value = this.#store.get(key, window.startMs, window.endMs)
    return value === null ? null : { value, timestamp: window.endMs }
  }
}
