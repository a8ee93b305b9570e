/**
 * Looks for a node above another, as Java looks: the node itself, then each parent and what is above it, one after
 * the other; if several lines lead up, the last one decides unless a parent itself is it.
 */
import type { GraphNode } from './graph-node.ts'

export function findAbove(start: GraphNode, isIt: (node: GraphNode) => boolean): GraphNode | null {
  if (isIt(start)) return start
  let found: GraphNode | null = null
  for (const parent of start.parents) {
    if (isIt(parent)) return parent
    found = findAbove(parent, isIt)
  }
  return found
}
