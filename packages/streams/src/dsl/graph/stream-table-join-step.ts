/** The join of a stream with a table: one processor, connected to the stores that hold the table's rows. */
import type { ProcessorSupplier } from '../../processor/processor.ts'
import type { Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

export interface StreamTableJoinStepOptions {
  // biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
  readonly supplier: ProcessorSupplier<any, any, any, any>
  /** The stores in which the table's rows are looked up; none of a global table, which all processors reach. */
  readonly stores: readonly string[]
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
    const { supplier, stores } = this.#options
    topology.addProcessor(this.name, { supplier, parents })
    topology.connectProcessorAndStateStores(this.name, ...stores)
  }
}
