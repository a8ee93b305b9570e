/** A call that becomes one processor, with the stores that come with it and those that it is connected to. */
import type {
  FixedKeyProcessorClass,
  FixedKeyProcessorSupplier,
  ProcessorClass,
  ProcessorSupplier,
  StoreWish,
} from '../../processor/processor.ts'
import type { Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

// biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
type Any = any

export interface ProcessorStepOptions {
  readonly supplier?: ProcessorSupplier<Any, Any, Any, Any> | ProcessorClass<Any, Any, Any, Any>
  /** Instead of `supplier`. */
  readonly fixedKeySupplier?: FixedKeyProcessorSupplier<Any, Any, Any> | FixedKeyProcessorClass<Any, Any, Any>
  /** Asked for when the topology is written: what a table needs may be told later than the call. */
  readonly stores?: () => readonly StoreWish[]
  readonly changesKey?: boolean
  readonly changesValue?: boolean
  readonly merges?: boolean
}

export class ProcessorStep implements GraphStep {
  readonly name: string
  readonly changesKey: boolean
  readonly changesValue: boolean
  readonly merges: boolean
  readonly #options: ProcessorStepOptions

  constructor(name: string, options: ProcessorStepOptions) {
    this.name = name
    this.changesKey = options.changesKey ?? false
    this.changesValue = options.changesValue ?? false
    this.merges = options.merges ?? false
    this.#options = options
  }

  write(topology: Topology, parents: readonly string[]): void {
    const { supplier, fixedKeySupplier, stores } = this.#options
    const wishes = stores?.() ?? []
    if (fixedKeySupplier !== undefined) topology.addProcessor(this.name, { fixedKeySupplier, parents, stores: wishes })
    else if (supplier !== undefined) topology.addProcessor(this.name, { supplier, parents, stores: wishes })
  }
}
