/**
 * One call of the DSL, remembered until the topology is built. Calls form a graph, since what is done to a stream
 * may be told only later, and optimizations move nodes; each is written to the topology once, after its parents.
 */
import type { Topology } from '../../topology/topology.ts'

/** What a call adds to the topology. */
export interface GraphStep {
  /** The name of the node that children hang on. */
  readonly name: string
  /** Whether records leave with other keys than they came with. */
  readonly changesKey?: boolean
  /** Whether records leave with values of another kind, for which the serde is another one. */
  readonly changesValue?: boolean
  /** Whether several streams flow together here. */
  readonly merges?: boolean
  /** Whether a table that comes out keeps history; undefined where that is as with the tables above. */
  readonly isOutputVersioned?: boolean | undefined
  /** How long after its end a window that comes out can change; null or undefined where no windows are made. */
  readonly windowGraceMs?: number | null
  /** Whether the table above must keep no history. */
  readonly needsUnversioned?: boolean
  /** Whether records without a key have a result here. */
  readonly answersNullKeys?: boolean
  /** Told before writing, for each parent whose table keeps history. */
  useVersionedSemantics?(parent: string): void
  write(topology: Topology, parents: readonly string[]): void
}

export class GraphNode<Step extends GraphStep = GraphStep> {
  readonly step: Step
  /** In the order in which they were joined. */
  readonly parents = new Set<GraphNode>()
  readonly children = new Set<GraphNode>()
  /** The order in which nodes are written. */
  priority = -1
  isWritten = false

  constructor(step: Step) {
    this.step = step
  }

  get name(): string {
    return this.step.name
  }

  addChild(child: GraphNode): void {
    this.children.add(child)
    child.parents.add(this)
  }

  removeChild(child: GraphNode): void {
    this.children.delete(child)
    child.parents.delete(this)
  }
}
