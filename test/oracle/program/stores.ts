/**
 * The stores that programs use, as one thing: what kind of store lies behind a name is found by what it can do,
 * and its values are plain strings, with the time wrapped around and taken off where the store keeps one.
 */
import type {
  KeyValueStore,
  SessionStore,
  StateStore,
  ValueAndTimestamp,
  VersionedStore,
  WindowStore,
} from '@millrace/streams'
import type { Text } from '../scenario/arguments.ts'

export type Stored = string | ValueAndTimestamp<string>

export type AnyStore =
  | { readonly kind: 'keyValue'; readonly timestamped: boolean; readonly store: KeyValueStore<string, Stored> }
  | { readonly kind: 'window'; readonly timestamped: boolean; readonly store: WindowStore<string, Stored> }
  | { readonly kind: 'session'; readonly store: SessionStore<string, Stored> }
  | { readonly kind: 'versioned'; readonly store: VersionedStore<string, string> }

/** The store as what it is; `timestamped` is what cannot be seen from outside. */
export function recognize(store: StateStore, timestamped: boolean): AnyStore {
  if ('getAsOf' in store) return { kind: 'versioned', store: store as VersionedStore<string, string> }
  if ('findSessions' in store) return { kind: 'session', store: store as SessionStore<string, Stored> }
  if ('fetchAll' in store) return { kind: 'window', timestamped, store: store as WindowStore<string, Stored> }
  return { kind: 'keyValue', timestamped, store: store as KeyValueStore<string, Stored> }
}

/** A value of a store without its time. */
export function plain(value: Stored | null): Text {
  return value === null || typeof value === 'string' ? value : value.value
}

export function keyValueStore(any: AnyStore): KeyValueStore<string, Stored> {
  return as(any, 'keyValue').store
}

export function windowStore(any: AnyStore): WindowStore<string, Stored> {
  return as(any, 'window').store
}

export function sessionStore(any: AnyStore): SessionStore<string, Stored> {
  return as(any, 'session').store
}

export function versionedStore(any: AnyStore): VersionedStore<string, string> {
  return as(any, 'versioned').store
}

function as<K extends AnyStore['kind']>(any: AnyStore, kind: K): Extract<AnyStore, { kind: K }> {
  if (any.kind === kind) return any as Extract<AnyStore, { kind: K }>
  throw new TypeError(`store ${any.store.name}: expected a ${kind} store, found a ${any.kind} store`)
}

export function getFrom(any: AnyStore, key: string): Text {
  return any.kind === 'versioned' ? (any.store.get(key)?.value ?? null) : plain(keyValueStore(any).get(key))
}

/** A row to be put; `time` is the start of a window, the timestamp of a version, or the time beside a value. */
export interface Row {
  readonly key: string
  readonly value: Text
  readonly time: number
}

export function putInto(any: AnyStore, { key, value, time }: Row): void {
  if (any.kind === 'versioned') any.store.put(key, value, time)
  else if (any.kind === 'window') any.store.put(key, any.timestamped ? stamped(value, time) : value, time)
  else keyValueStore(any).put(key, as(any, 'keyValue').timestamped ? stamped(value, time) : value)
}

/** Answers what was there before. */
export function putIfAbsent(any: AnyStore, { key, value, time }: Row): Text {
  const { store, timestamped } = as(any, 'keyValue')
  return plain(store.putIfAbsent(key, timestamped ? stamped(value, time) : value))
}

/** Answers what was there before. */
export function deleteFrom(any: AnyStore, key: string, time: number): Text {
  return any.kind === 'versioned' ? (any.store.delete(key, time)?.value ?? null) : plain(keyValueStore(any).delete(key))
}

function stamped(value: Text, timestamp: number): ValueAndTimestamp<string> | null {
  return value === null ? null : { value, timestamp }
}
