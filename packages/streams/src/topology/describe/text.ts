/** Java's text of a topology, byte for byte, so that viewers made for it can draw the topology. */

import { copiedSetOrder } from './java-set-order.ts'
import type { NodeDescription, SubtopologyDescription } from './node-description.ts'

export function descriptionText(subtopologies: readonly SubtopologyDescription[]): string {
  return `Topologies:\n ${subtopologies.map((subtopology) => `  ${subtopologyText(subtopology)}`).join('')}`
}

function subtopologyText({ id, isGlobal, nodes }: SubtopologyDescription): string {
  const lines = nodes.map((node) => `    ${nodeText(node)}\n`).join('')
  return isGlobal
    ? `Sub-topology: ${id} for global store (will not generate tasks)\n${lines}`
    : `Sub-topology: ${id}\n${lines}\n`
}

function nodeText(node: NodeDescription): string {
  const above = `\n      <-- ${names(node.predecessors)}`
  const below = `\n      --> ${names(node.successors)}`
  if (node.kind === 'processor') return `Processor: ${node.name} (stores: ${setText(node.stores)})${below}${above}`
  if (node.kind === 'source') {
    return `Source: ${node.name} (topics: ${node.topics === null ? node.pattern : setText(node.topics)})${below}`
  }
  const target = node.topic === null ? `extractor class: ${node.topicChooser}` : `topic: ${node.topic}`
  return `Sink: ${node.name} (${target})${above}`
}

function names(nodes: readonly string[]): string {
  return nodes.join(', ') || 'none'
}

function setText(items: readonly string[]): string {
  return `[${copiedSetOrder(items).join(', ')}]`
}
