/** `join` and `leftJoin` of a stream with a table, or with a global one. */
import type { StreamJoiner } from '../processor/joins/stream-join.ts'
import { streamTableJoin } from '../processor/joins/stream-table-join.ts'
import type { Serde } from '../serde/serde.ts'
import type { WaitingDefinition } from '../store/contract/store-definition.ts'
import { type Duration, durationMs } from '../time/duration.ts'
import { TopologyError } from '../topology/topology-error.ts'
import type { Graph } from './graph/graph.ts'
import type { GlobalTableParts, StreamParts, TableParts } from './graph/parts.ts'
import { StreamTableJoinStep } from './graph/stream-table-join-step.ts'
import type { GlobalJoined, Joined } from './language/join-options.ts'
import type { KStream } from './language/stream.ts'
import { serdesOfStore } from './materialization.ts'
import { repartitionedForJoin } from './repartitioned-for-join.ts'

interface Call<K, V, VT, VR> {
  /** Whether a record has a result where there is no row. */
  readonly isLeft: boolean
  readonly joiner: StreamJoiner<K, V, VT | null, VR>
}

export interface StreamTableJoinCall<K, V, VT, VR> extends Call<K, V, VT, VR> {
  readonly options: Joined<K, V>
}

export interface StreamGlobalJoinCall<K, V, KG, VT, VR> extends Call<K, V, VT, VR> {
  readonly options: GlobalJoined<K, V, KG>
}

export function joinTable<K, V, VT, VR>(
  stream: StreamParts<K, V>,
  table: TableParts<K, VT>,
  { isLeft, joiner, options }: StreamTableJoinCall<K, V, VT, VR>,
): KStream<K, VR> {
  const { graph } = stream
  const keySerde = options.key ?? stream.keySerde ?? table.keySerde
  const valueSerde = options.value ?? stream.valueSerde
  const from = repartitionedForJoin(stream, { name: options.name ?? null, keySerde, valueSerde })
  const sources = new Set([...from.sources, ...table.sources])
  graph.copartition(sources)
  const name = graph.nameOr(options.name, isLeft ? 'KSTREAM-LEFTJOIN-' : 'KSTREAM-JOIN-')
  const graceMs = options.grace === undefined ? null : graceFor(table, options.grace)
  const waitingStore = graceMs === null ? null : `${name}-Buffer`
  const view = table.operator.view()
  const supplier = streamTableJoin<K, V, K, VT, VR>({ table: view, selector: null, joiner, isLeft, waitingStore })
  const waiting =
    graceMs === null || waitingStore === null
      ? null
      : () => waitingDefinition(graph, { name: waitingStore, graceMs, keySerde, valueSerde })
  const step = new StreamTableJoinStep(name, { supplier, stores: view.stores, waiting, answersNullKeys: isLeft })
  const node = graph.add(from.node, step)
  return graph.make.stream({ graph, node, name, keySerde, valueSerde: null, sources, needsRepartition: false })
}

/** The stream is not repartitioned for it: its keys may have changed, and may be null. */
export function joinGlobalTable<K, V, KG, VT, VR>(
  stream: StreamParts<K, V>,
  { view }: GlobalTableParts<KG, VT>,
  { isLeft, joiner, options }: StreamGlobalJoinCall<K, V, KG, VT, VR>,
): KStream<K, VR> {
  const { graph } = stream
  const name = graph.nameOr(options.name, 'KSTREAM-LEFTJOIN-')
  const selector = options.by as (value: V, key: K) => KG | null
  const supplier = streamTableJoin<K, V, KG, VT, VR>({ table: view, selector, joiner, isLeft, waitingStore: null })
  const step = new StreamTableJoinStep(name, { supplier, stores: [], waiting: null, answersNullKeys: isLeft })
  const node = graph.add(stream.node, step)
  return graph.make.stream({ ...stream, node, name, valueSerde: null })
}

/** @throws TopologyError if the table is known to keep no history */
function graceFor<K, VT>({ node, name }: TableParts<K, VT>, grace: Duration): number {
  if (node.step.isOutputVersioned === false) {
    throw new TopologyError(
      'NOT_SUPPORTED',
      `a join cannot wait for table ${name}: only one that is versioned has a past`,
    )
  }
  return durationMs(grace, "a join's grace")
}

interface Waiting<K, V> {
  readonly name: string
  readonly graceMs: number
  readonly keySerde: Serde<K> | null
  readonly valueSerde: Serde<V> | null
}

function waitingDefinition<K, V>({ settings }: Graph, { name, graceMs, keySerde, valueSerde }: Waiting<K, V>) {
  const defaultSerde = settings.defaultSerde as Serde<never> | null
  const serdes = serdesOfStore<K, V>(name, { key: keySerde ?? defaultSerde, value: valueSerde ?? defaultSerde })
  const common = { name, place: settings.storePlace, logging: true, topicConfig: {}, caching: false } as const
  return { ...common, ...serdes, kind: 'waiting', graceMs, keepsHeaders: false } as unknown as WaitingDefinition
}
