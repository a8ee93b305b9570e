/** The stores of a driven topology, each asked for as what it is; whoever asks for another kind is told which it is. */
import type { KeyValueStore, TimestampedKeyValueStore } from '../store/contract/key-value-store.ts'
import type { SessionStore } from '../store/contract/session-store.ts'
import type { StateStore } from '../store/contract/state-store.ts'
import type { StoreDefinition } from '../store/contract/store-definition.ts'
import type { VersionedStore } from '../store/contract/versioned-store.ts'
import type { TimestampedWindowStore, WindowStore } from '../store/contract/window-store.ts'
import type { Topology } from '../topology/topology.ts'

type Kind = StoreDefinition['kind']

/** The method that gives out stores of a kind, where there is one. */
const methods: Partial<Record<Kind, string>> = {
  'key-value': 'keyValueStore',
  'timestamped-key-value': 'timestampedKeyValueStore',
  versioned: 'versionedStore',
  window: 'windowStore',
  'timestamped-window': 'timestampedWindowStore',
  session: 'sessionStore',
}

export class DrivenStores {
  readonly #topology: Topology
  readonly #find: (name: string) => StateStore | undefined

  constructor(topology: Topology, find: (name: string) => StateStore | undefined) {
    this.#topology = topology
    this.#find = find
  }

  /** Null if there is none. */
  store<Store extends StateStore>(name: string): Store | null {
    return (this.#find(name) as Store | undefined) ?? null
  }

  keyValueStore<K, V>(name: string): KeyValueStore<K, V> {
    return this.#get(name, 'key-value') as KeyValueStore<K, V>
  }

  /** As tables have them, versioned ones excepted. */
  timestampedKeyValueStore<K, V>(name: string): TimestampedKeyValueStore<K, V> {
    return this.#get(name, 'timestamped-key-value') as TimestampedKeyValueStore<K, V>
  }

  versionedStore<K, V>(name: string): VersionedStore<K, V> {
    return this.#get(name, 'versioned') as VersionedStore<K, V>
  }

  windowStore<K, V>(name: string): WindowStore<K, V> {
    return this.#get(name, 'window') as WindowStore<K, V>
  }

  /** As windowed tables have them. */
  timestampedWindowStore<K, V>(name: string): TimestampedWindowStore<K, V> {
    return this.#get(name, 'timestamped-window') as TimestampedWindowStore<K, V>
  }

  sessionStore<K, V>(name: string): SessionStore<K, V> {
    return this.#get(name, 'session') as SessionStore<K, V>
  }

  #get(name: string, wanted: Kind): StateStore {
    const { stores, globalStores } = this.#topology
    const found = this.#find(name)
    const definition = stores.get(name) ?? globalStores.get(name)?.store
    if (found === undefined || definition === undefined) {
      const known = [...stores.keys(), ...globalStores.keys()].join(', ') || 'none'
      throw new RangeError(`no processor of the topology uses a store ${name}; its stores are: ${known}`)
    }
    const { kind } = definition
    if (kind === wanted) return found
    throw new TypeError(
      `store ${name} is a ${kind} store, not a ${wanted} store: ask for it by ${methods[kind] ?? 'store'}()`,
    )
  }
}
