/**
 * A global store as tasks see it: they read it, and what they would write to it is refused. It is fed by its topic
 * alone, on every instance alike; a row that one task put would be there on one instance, until the next restore.
 */
import type { StateStore } from '../store/contract/state-store.ts'
import { StoreError } from '../store/contract/store-error.ts'

const writing = new Set(['init', 'flush', 'close', 'put', 'putIfAbsent', 'putAll', 'delete', 'remove', 'onFlush'])

/** The same store, whatever kind it is, with its reading half only. */
export function readOnlyStore(store: StateStore): StateStore {
  const view: object = {}
  const refuse = () => {
    throw new StoreError('READ_ONLY', store.name, 'is a global store, which its topic alone writes to')
  }
  for (const name of memberNames(store)) {
    const member: unknown = Reflect.get(store, name)
    if (typeof member !== 'function') {
      Object.defineProperty(view, name, { get: () => Reflect.get(store, name) })
      continue
    }
    Object.defineProperty(view, name, { value: writing.has(name) ? refuse : member.bind(store) })
  }
  return view as StateStore
}

/** What the store and the classes that it is made by have for others. */
function memberNames(store: object): Set<string> {
  const names = new Set<string>()
  for (let level: object | null = store; level !== null && level !== Object.prototype; ) {
    for (const name of Object.getOwnPropertyNames(level)) if (name !== 'constructor') names.add(name)
    level = Object.getPrototypeOf(level)
  }
  return names
}
