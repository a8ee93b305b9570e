/**
 * The stores of an instance, to be read from outside of processing: each is asked for as what it is, by its name, or by
 * the definition or the table that says its types. Questions are methods of what is given out, since their answers have
 * types of their own. A single row is read at once; rows come by turns, between which processing goes on.
 */
import type { Windowed } from '../../record/windowed.ts'
import type { ReadOnlyKeyValueStore, ValueAndTimestamp } from '../contract/key-value-store.ts'
import type { ReadOnlySessionStore } from '../contract/session-store.ts'
import type {
  KeyValueDefinition,
  SessionDefinition,
  StoreDefinition,
  VersionedDefinition,
  WindowDefinition,
} from '../contract/store-definition.ts'
import type { StoreName } from '../contract/store-name.ts'
import type { ReadOnlyVersionedStore } from '../contract/versioned-store.ts'
import type { ReadOnlyWindowStore } from '../contract/window-store.ts'
import type { CommittedStore } from './committed-store.ts'
import { KeyValueReader } from './key-value-reader.ts'
import type { LocalStores, StoreView } from './local-stores.ts'
import { QueryError } from './query-error.ts'
import { SessionReader } from './session-reader.ts'
import { type ReadOptions, StoreAccess } from './store-access.ts'
import type { Turns } from './turns.ts'
import { VersionedReader } from './versioned-reader.ts'
import { WindowReader } from './window-reader.ts'

/** What a table is here: it knows the name of its store. */
interface Table<K, V> {
  readonly queryableStoreName: StoreName<K, V> | null
}

/** Which store: its name, or what knows its name and its types. */
export type StoreOf<K, V, Definition> = string | StoreName<K, V> | Definition | Table<K, V>

export interface StoreQueriesOptions {
  readonly local: LocalStores
  readonly turns: Turns
  /** What is read where nobody says otherwise. */
  readonly view: StoreView
}

type Kind = StoreDefinition['kind']
type AnyStore = StoreOf<unknown, unknown, { readonly name: string }>

/** How stores of a kind are asked for; those that are not here are their operators' own business. */
const methods: Partial<Record<Kind, readonly string[]>> = {
  'key-value': ['keyValue'],
  'timestamped-key-value': ['timestampedKeyValue', 'keyValue'],
  versioned: ['versioned'],
  window: ['window'],
  'timestamped-window': ['timestampedWindow', 'window'],
  session: ['session'],
}

export class StoreQueries {
  readonly #options: StoreQueriesOptions
  readonly #committed = new WeakMap<object, CommittedStore>()

  constructor(options: StoreQueriesOptions) {
    this.#options = options
  }

  /** Values by key; of a timestamped store without their times. */
  keyValue<K, V>(store: StoreOf<K, V, KeyValueDefinition<K, V>>, options: ReadOptions = {}): KeyValueReader<K, V> {
    const { definition, access } = this.#access<ReadOnlyKeyValueStore<K, unknown>>(store, 'keyValue', options)
    return new KeyValueReader(access, plainOf<V>(definition.kind === 'timestamped-key-value'))
  }

  /** Values and their times by key, as tables have them that keep no versions. */
  timestampedKeyValue<K, V>(
    store: StoreOf<K, V, KeyValueDefinition<K, V>>,
    options: ReadOptions = {},
  ): KeyValueReader<K, ValueAndTimestamp<V>> {
    const { access } = this.#access<ReadOnlyKeyValueStore<K, unknown>>(store, 'timestampedKeyValue', options)
    return new KeyValueReader(access, plainOf<ValueAndTimestamp<V>>(false))
  }

  versioned<K, V>(store: StoreOf<K, V, VersionedDefinition<K, V>>, options: ReadOptions = {}): VersionedReader<K, V> {
    return new VersionedReader(this.#access<ReadOnlyVersionedStore<K, V>>(store, 'versioned', options).access)
  }

  /** Values by key and window; of a timestamped store without their times. */
  window<K, V>(store: StoreOf<Windowed<K>, V, WindowDefinition<K, V>>, options: ReadOptions = {}): WindowReader<K, V> {
    const { definition, access } = this.#access<ReadOnlyWindowStore<K, unknown>>(store, 'window', options)
    return new WindowReader(access, plainOf<V>(definition.kind === 'timestamped-window'))
  }

  /** Values and their times by key and window, as windowed tables have them. */
  timestampedWindow<K, V>(
    store: StoreOf<Windowed<K>, V, WindowDefinition<K, V>>,
    options: ReadOptions = {},
  ): WindowReader<K, ValueAndTimestamp<V>> {
    const { access } = this.#access<ReadOnlyWindowStore<K, unknown>>(store, 'timestampedWindow', options)
    return new WindowReader(access, plainOf<ValueAndTimestamp<V>>(false))
  }

  session<K, V>(
    store: StoreOf<Windowed<K>, V, SessionDefinition<K, V>>,
    options: ReadOptions = {},
  ): SessionReader<K, V> {
    return new SessionReader(this.#access<ReadOnlySessionStore<K, V>>(store, 'session', options).access)
  }

  /** @throws QueryError if there is no such store, or it is of another kind */
  #access<Store>(
    store: AnyStore,
    method: string,
    options: ReadOptions,
  ): { definition: StoreDefinition; access: StoreAccess<Store> } {
    const { local, turns, view } = this.#options
    const name = nameOf(store)
    const definition = local.definitions.get(name)
    if (definition === undefined) throw QueryError.unknown(name, local.definitions.keys())
    const known = methods[definition.kind] ?? []
    if (!known.includes(method)) throw QueryError.wrongKind(definition, method, known)
    const read = { view, ...options }
    return { definition, access: new StoreAccess({ definition, local, turns, read, committed: this.#committed }) }
  }
}

function nameOf(store: AnyStore): string {
  if (typeof store === 'string') return store
  if ('name' in store) return store.name
  if (store.queryableStoreName === null) throw QueryError.unnamed()
  return store.queryableStoreName
}

/** What the program sees of a value: the definition's kind tells whether it is stored with its time. */
function plainOf<V>(isTimestamped: boolean): (stored: unknown) => V {
  return isTimestamped ? (stored) => (stored as ValueAndTimestamp<V>).value : (stored) => stored as V
}
