/**
 * What a call's options say about the store of its table: its name, whether it can be queried by it, and the
 * definition that a task builds it from. A store without a given name takes its number where Java takes it.
 */
import type { Serde } from '../serde/serde.ts'
import type { StoreDefinition } from '../store/contract/store-definition.ts'
import { defaultSegmentIntervalMs } from '../store/contract/versioned-store.ts'
import { durationMs } from '../time/duration.ts'
import { requireName } from '../topology/names.ts'
import { TopologyError } from '../topology/topology-error.ts'
import type { Graph } from './graph/graph.ts'
import type { Materialized, Retained, Versioned } from './language/options.ts'

export class Materialization<K, V> {
  readonly storeName: string
  /** Whether the program gave the store a name. */
  readonly isQueryable: boolean
  readonly keySerde: Serde<K> | null
  readonly valueSerde: Serde<V> | null
  readonly options: Materialized<K, V> & Versioned & Retained
  readonly #graph: Graph

  constructor(graph: Graph, options: Materialized<K, V> & Versioned & Retained, namePrefix: string) {
    if (options.store !== undefined) requireName('a store', options.store)
    if (options.retention !== undefined) durationMs(options.retention, 'retention', { mayBeEndless: true })
    this.#graph = graph
    this.options = options
    this.isQueryable = options.store !== undefined
    this.storeName = options.store ?? graph.generateStoreName(namePrefix)
    // Whether there will be a store is not known yet: another call may need one, and then its name is there to stay.
    if (!this.isQueryable) graph.unnamedStores.add(this.storeName)
    this.keySerde = options.key ?? null
    this.valueSerde = options.value ?? null
  }

  get isVersioned(): boolean {
    return this.options.versioned !== undefined
  }

  /** The store of an unwindowed table. */
  keyValueDefinition({ key, value }: { key: Serde<K> | null; value: Serde<V> | null }): StoreDefinition {
    const { versioned } = this.options
    const common = { ...this.commonDefinition(), ...this.serdes({ key, value }) }
    if (versioned === undefined) return { ...common, kind: 'timestamped-key-value', entriesMax: null }
    if (!this.isQueryable) throw new TopologyError('BAD_NAME', 'a versioned store needs a name: give one as `store`')
    const historyRetentionMs = durationMs(versioned.historyRetention, 'history retention')
    const given = versioned.segmentInterval
    const segmentIntervalMs =
      given === undefined
        ? defaultSegmentIntervalMs(historyRetentionMs)
        : durationMs(given, 'segment interval', { minMs: 1 })
    return { ...common, kind: 'versioned', caching: false, historyRetentionMs, segmentIntervalMs }
  }

  /** What the stores of all kinds have. */
  commonDefinition() {
    const { storePlace, storesKeepHeaders } = this.#graph.settings
    const { place = storePlace, logging = true, caching = true } = this.options
    return {
      name: this.storeName,
      place,
      logging: logging !== false,
      topicConfig: typeof logging === 'object' ? logging : {},
      caching,
      // As in Java, where only stores on disk have this format.
      keepsHeaders: storesKeepHeaders && place === 'disk',
    }
  }

  /** The serde of the call, the one that is given here, or the builder's. */
  keySerdeOr(key: Serde<K> | null): Serde<K> | null {
    return this.keySerde ?? key ?? (this.#graph.settings.defaultSerde as Serde<K> | null)
  }

  /** The serdes that the call gave, or else those of the stream above, or else the builder's. */
  serdes({ key, value }: { key: Serde<K> | null; value: Serde<V> | null }): { key: Serde<K>; value: Serde<V> } {
    return serdesOfStore(this.storeName, {
      key: this.keySerdeOr(key),
      value: this.valueSerde ?? value ?? (this.#graph.settings.defaultSerde as Serde<V> | null),
    })
  }
}

/** @throws TopologyError if one is missing */
export function serdesOfStore<K, V>(
  store: string,
  { key, value }: { key: Serde<K> | null; value: Serde<V> | null },
): { key: Serde<K>; value: Serde<V> } {
  if (key !== null && value !== null) return { key, value }
  const missing = key === null ? 'key' : 'value'
  throw new TopologyError(
    'MISSING_SERDE',
    `store ${store} has no ${missing} serde: give one as \`${missing}\`, or a defaultSerde to the builder`,
  )
}

/** Where Java once made a name for nothing it still takes its number: a count whose store is spoken of, not named. */
export function takeNumberOfUnnamedStore(
  graph: Graph,
  options: Materialized<unknown, unknown> & Versioned & Retained,
  prefix: string,
): void {
  if (saysOfStore(options) && options.store === undefined) graph.generateStoreName(prefix)
}

/** Whether a call says anything of a store. In Java that is another overload, which takes a number more. */
export function saysOfStore(options: Materialized<unknown, unknown> & Versioned & Retained): boolean {
  const { store, key, value, place, logging, caching, versioned, retention } = options
  return [store, key, value, place, logging, caching, versioned, retention].some((given) => given !== undefined)
}
