/**
 * The join of two streams: a processor for each side, behind the one that keeps that side's records, and one in which
 * the results of both come together. A stream that is joined with itself can do with one store and one processor.
 */

import { passThrough } from '../../processor/operators/pass-through.ts'
import type { ProcessorSupplier } from '../../processor/processor.ts'
import type { StoreDefinition } from '../../store/contract/store-definition.ts'
import type { Topology } from '../../topology/topology.ts'
import type { GraphNode, GraphStep } from './graph-node.ts'
import type { JoinWindowStep } from './join-window-step.ts'

// biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
type Supplier = ProcessorSupplier<any, any, any, any>

interface StreamJoinSidePlan {
  readonly name: string
  /** Where the side's records are kept, and come from. */
  readonly window: GraphNode<JoinWindowStep>
  readonly supplier: Supplier
  /** Where the other side's records are kept. */
  readonly otherStore: string
}

export interface StreamJoinStepOptions {
  readonly left: StreamJoinSidePlan
  readonly right: StreamJoinSidePlan
  readonly selfJoin: Supplier
  readonly unjoinedStore: () => StoreDefinition | null
  /** Whether records without a key have a result. */
  readonly answersNullKeys: boolean
}

export class StreamJoinStep implements GraphStep {
  readonly name: string
  readonly answersNullKeys: boolean
  readonly options: StreamJoinStepOptions
  /** Set by the optimization that spares the second store. */
  isSelfJoin = false

  constructor(name: string, options: StreamJoinStepOptions) {
    this.name = name
    this.answersNullKeys = options.answersNullKeys
    this.options = options
  }

  write(topology: Topology): void {
    const { left, right, selfJoin, unjoinedStore } = this.options
    if (this.isSelfJoin) {
      topology.addProcessor(this.name, { supplier: selfJoin, parents: [left.window.name], stores: [right.otherStore] })
      return
    }
    const unjoined = unjoinedStore()
    for (const { name, window, supplier, otherStore } of [left, right]) {
      const stores = unjoined === null ? [otherStore] : [otherStore, unjoined]
      topology.addProcessor(name, { supplier, parents: [window.name], stores })
    }
    topology.addProcessor(this.name, { supplier: passThrough(), parents: [left.name, right.name] })
  }
}
