/**
 * The join of a stream with a table: one processor, connected to the stores that hold the table's rows, and to the
 * one where records wait for it, if they do. What they wait for is history, so the table must keep as much of it.
 */
import type { ProcessorSupplier } from '../../processor/processor.ts'
import type { StoreDefinition, WaitingDefinition } from '../../store/contract/store-definition.ts'
import type { Topology } from '../../topology/topology.ts'
import { TopologyError } from '../../topology/topology-error.ts'
import type { GraphStep } from './graph-node.ts'

export interface StreamTableJoinStepOptions {
  // biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
  readonly supplier: ProcessorSupplier<any, any, any, any>
  /** The stores in which the table's rows are looked up; none of a global table, which all processors reach. */
  readonly stores: readonly string[]
  /** Where records wait; null where they do not. */
  readonly waiting: (() => WaitingDefinition) | null
  /** Whether records without a key have a result. */
  readonly answersNullKeys: boolean
}

export class StreamTableJoinStep implements GraphStep {
  readonly name: string
  readonly answersNullKeys: boolean
  readonly #options: StreamTableJoinStepOptions

  constructor(name: string, options: StreamTableJoinStepOptions) {
    this.name = name
    this.answersNullKeys = options.answersNullKeys
    this.#options = options
  }

  write(topology: Topology, parents: readonly string[]): void {
    const { supplier, stores, waiting } = this.#options
    const store = waiting?.()
    topology.addProcessor(this.name, { supplier, parents, stores: store === undefined ? [] : [store] })
    topology.connectProcessorAndStateStores(this.name, ...stores)
    if (store !== undefined) for (const table of stores) requireHistory(topology.stores.get(table), store)
  }
}

function requireHistory(table: StoreDefinition | undefined, { graceMs }: WaitingDefinition): void {
  const keptMs = table?.kind === 'versioned' ? table.historyRetentionMs : null
  if (keptMs !== null && graceMs <= keptMs) return
  const found = keptMs === null ? 'it keeps none' : `it keeps ${keptMs} ms`
  throw new TopologyError(
    'NOT_SUPPORTED',
    `a join that waits ${graceMs} ms for a table needs that much of the history of store ${table?.name}: ${found}`,
  )
}
