/**
 * Tells operators which of the tables above them keep history: then changes of the past are not the latest, and
 * must not be taken for it. History is inherited: what is derived from a table that keeps it keeps it too.
 */
import { TopologyError } from '../../../topology/topology-error.ts'
import type { GraphNode } from '../graph-node.ts'

/** @throws TopologyError if the changes of such a table are to be suppressed */
export function enableVersionedSemantics(nodes: Iterable<GraphNode>, root: GraphNode): void {
  const isOutputVersioned = (node: GraphNode): boolean => node.step.isOutputVersioned ?? isInputVersioned(node)
  const isInputVersioned = (node: GraphNode): boolean => node !== root && [...node.parents].every(isOutputVersioned)
  for (const node of nodes) {
    const { step } = node
    if (step.useVersionedSemantics !== undefined) {
      for (const parent of node.parents) if (isOutputVersioned(parent)) step.useVersionedSemantics(parent.name)
    }
    if (step.needsUnversioned && isInputVersioned(node)) {
      throw new TopologyError(
        'NOT_SUPPRESSIBLE',
        `${node.name} cannot hold back the changes of a versioned table; it inherits its history from the table above`,
      )
    }
  }
}
