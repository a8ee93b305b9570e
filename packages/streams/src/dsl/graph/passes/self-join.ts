/**
 * The optimization single.store.self.join: both sides of a stream that is joined with itself have the same records,
 * so one store will do.
 */
import type { GraphNode } from '../graph-node.ts'
import { StreamJoinStep } from '../stream-join-step.ts'

export function mergeSelfJoins(nodes: Iterable<GraphNode>): void {
  for (const { step, parents } of nodes) {
    if (!(step instanceof StreamJoinStep) || parents.size !== 1) continue
    const [parent] = parents
    parent?.removeChild(step.options.right.window)
    step.isSelfJoin = true
  }
}
