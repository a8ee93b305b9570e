/** How long the windows of a table can change after their ends: the windowed aggregations above it say so. */
import { TopologyError } from '../../topology/topology-error.ts'
import type { GraphNode } from './graph-node.ts'

/**
 * The longest grace of all aggregations that lead to the node.
 *
 * @throws TopologyError if a way leads up to it without one
 */
export function windowGraceAbove(node: GraphNode, way: readonly string[] = []): number {
  const { windowGraceMs } = node.step
  if (windowGraceMs !== undefined && windowGraceMs !== null) return windowGraceMs
  const longer = [node.name, ...way]
  if (node.parents.size === 0) {
    throw new TopologyError(
      'NOT_SUPPRESSIBLE',
      `only windows close: there is no windowed aggregation on the way ${longer.slice(1).join(' -> ')}`,
    )
  }
  return Math.max(...[...node.parents].map((parent) => windowGraceAbove(parent, longer)))
}
