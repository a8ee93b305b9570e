/**
 * The stores of a stream-stream join: one for each side's records, for as long as they may find partners, and for
 * left and outer joins one for those that have found none. Rows of one key are no updates of one another, so they
 * have no cache, and their changelogs are not compacted.
 */
import { type JoinSpan, retentionOf } from '../processor/joins/join-span.ts'
import type { Serde } from '../serde/serde.ts'
import type { OuterJoinDefinition, StoreDefinition, WindowDefinition } from '../store/contract/store-definition.ts'
import { defaultWindowSegmentMs } from '../store/contract/window-store.ts'
import { requireName } from '../topology/names.ts'
import { TopologyError } from '../topology/topology-error.ts'
import type { Graph } from './graph/graph.ts'
import type { StreamJoined } from './language/join-options.ts'

export interface JoinStoreNames {
  readonly left: string
  readonly right: string
  /** Null in an inner join. */
  readonly unjoined: string | null
}

export interface JoinStoresOptions<K, V, VO> {
  readonly graph: Graph
  readonly span: JoinSpan
  readonly names: JoinStoreNames
  readonly joined: StreamJoined<K, V, VO>
  readonly key: Serde<K> | null
  readonly value: Serde<V> | null
  readonly otherValue: Serde<VO> | null
}

export class JoinStores<K, V, VO> {
  readonly names: JoinStoreNames
  readonly #options: JoinStoresOptions<K, V, VO>
  #unjoined: StoreDefinition | null = null

  constructor(options: JoinStoresOptions<K, V, VO>) {
    const { names, span, joined } = options
    this.names = names
    this.#options = options
    for (const name of [names.left, names.right]) requireName('a store', name)
    if (names.left === names.right)
      throw new TopologyError('STORE_TAKEN', `both sides of a join have store ${names.left}`)
    for (const given of [joined.thisStore, joined.otherStore]) if (given !== undefined) requireFit(given, span)
  }

  /** Where the left side's records are kept. */
  left(): StoreDefinition {
    const { names, joined, value } = this.#options
    return (joined.thisStore ?? this.#window(names.left, value)) as StoreDefinition
  }

  right(): StoreDefinition {
    const { names, joined, otherValue } = this.#options
    return (joined.otherStore ?? this.#window(names.right, otherValue)) as StoreDefinition
  }

  /** Where records wait that have no partner; the same each time. */
  unjoined(): StoreDefinition | null {
    const { names, joined, key, value, otherValue } = this.#options
    if (names.unjoined === null) return null
    const common = { ...this.#common(names.unjoined), place: joined.place ?? joined.thisStore?.place ?? this.#place }
    const definition: OuterJoinDefinition<K, V, VO> = {
      ...common,
      kind: 'outer-join',
      key: this.#serde(key, names.unjoined, 'key'),
      value: this.#serde(value, names.unjoined, 'value'),
      otherValue: this.#serde(otherValue, names.unjoined, 'value'),
      keepsHeaders: false,
    }
    this.#unjoined ??= definition as unknown as StoreDefinition
    return this.#unjoined
  }

  #window<T>(name: string, value: Serde<T> | null): WindowDefinition<K, T> {
    const { span, key } = this.#options
    const common = this.#common(name)
    const retentionMs = retentionOf(span)
    return {
      ...common,
      kind: 'window',
      key: this.#serde(key, name, 'key'),
      value: this.#serde(value, name, 'value'),
      topicConfig: { ...common.topicConfig, 'cleanup.policy': 'delete' },
      windowSizeMs: span.beforeMs + span.afterMs,
      retentionMs,
      segmentIntervalMs: defaultWindowSegmentMs(retentionMs),
      retainDuplicates: true,
      isTimeOrdered: false,
      keepsHeaders: true,
    }
  }

  #common(name: string) {
    const { place = this.#place, logging = true } = this.#options.joined
    const topicConfig = typeof logging === 'object' ? logging : {}
    return { name, place, logging: logging !== false, topicConfig, caching: false }
  }

  get #place() {
    return this.#options.graph.settings.storePlace
  }

  #serde<T>(given: Serde<T> | null, store: string, missing: 'key' | 'value'): Serde<T> {
    const serde = given ?? (this.#options.graph.settings.defaultSerde as Serde<T> | null)
    if (serde !== null) return serde
    const remedy = missing === 'key' ? '`key`' : '`value` and `otherValue`'
    throw new TopologyError(
      'MISSING_SERDE',
      `store ${store} of a join has no ${missing} serde: give the join ${remedy}, or a defaultSerde to the builder`,
    )
  }
}

type Fitted = Pick<WindowDefinition, 'name' | 'retainDuplicates' | 'windowSizeMs' | 'retentionMs'>

/** A store of the program's own must keep just what the join needs. */
function requireFit(given: Fitted, span: JoinSpan): void {
  const { name, retainDuplicates, windowSizeMs, retentionMs } = given
  if (!retainDuplicates) {
    throw new TopologyError('NOT_SUPPORTED', `store ${name} of a join must retain duplicates`)
  }
  const sizeMs = span.beforeMs + span.afterMs
  if (windowSizeMs === sizeMs && retentionMs === retentionOf(span)) return
  throw new TopologyError(
    'NOT_SUPPORTED',
    `store ${name} must fit its join: windows of ${sizeMs} ms kept for ${retentionOf(span)} ms, ` +
      `found ${windowSizeMs} ms and ${retentionMs} ms`,
  )
}
