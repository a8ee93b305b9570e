/**
 * Records without a key are dropped before a repartition topic, unless a join stands behind it that has something
 * to say about them: left and outer joins give them a result without the other side (KIP-962).
 */
import type { GraphNode } from '../graph-node.ts'
import { RepartitionStep } from '../repartition-step.ts'

export function keepNullKeys(root: GraphNode): void {
  const known = new Map<GraphNode, boolean>()
  const leadsToOne = (node: GraphNode): boolean => {
    const answer = known.get(node)
    if (answer !== undefined) return answer
    const children = [...node.children].map((child) => leadsToOne(child) || child.step.answersNullKeys === true)
    known.set(node, children.includes(true))
    if (node.step instanceof RepartitionStep) node.step.keepsNullKeys = children.includes(true)
    return children.includes(true)
  }
  leadsToOne(root)
}
