/** A topology as a Mermaid flowchart: a box for each sub-topology, topics and stores beside the nodes that use them. */
import type { NodeDescription, SubtopologyDescription } from './node-description.ts'

export function mermaidText(subtopologies: readonly SubtopologyDescription[]): string {
  const lines = ['flowchart TB', ...subtopologies.flatMap(boxOf)]
  const edges = new Set(subtopologies.flatMap(({ nodes }) => nodes.flatMap(outerEdges)))
  return `${[...lines, ...[...edges].map((edge) => `  ${edge}`)].join('\n')}\n`
}

function boxOf({ id, isGlobal, nodes }: SubtopologyDescription): string[] {
  return [
    `  subgraph sub${id}["Sub-topology ${id}${isGlobal ? ', global' : ''}"]`,
    ...nodes.map(({ name }) => `    ${nodeId(name)}["${escaped(name)}"]`),
    ...nodes.flatMap(({ name, successors }) => successors.map((next) => `    ${nodeId(name)} --> ${nodeId(next)}`)),
    ...[...new Set(nodes.flatMap(({ stores }) => stores))].map(
      (store) => `    ${storeId(store)}[("${escaped(store)}")]`,
    ),
    ...nodes.flatMap(({ name, stores }) => stores.map((store) => `    ${nodeId(name)} --- ${storeId(store)}`)),
    '  end',
  ]
}

function outerEdges({ name, topics, pattern, topic, topicChooser }: NodeDescription): string[] {
  const sources = pattern === null ? (topics ?? []) : [`/${pattern}/`]
  const target = topicChooser === null ? topic : `chosen by ${topicChooser || 'a function'}`
  return [
    ...sources.map((source) => `${topicShape(source)} --> ${nodeId(name)}`),
    ...(target === null ? [] : [`${nodeId(name)} --> ${topicShape(target)}`]),
  ]
}

function topicShape(topic: string): string {
  return `${identifier('topic', topic)}>"${escaped(topic)}"]`
}

function nodeId(name: string): string {
  return identifier('node', name)
}

function storeId(name: string): string {
  return identifier('store', name)
}

/** Mermaid takes letters, digits and underscores; what else a name has is written as its code. */
function identifier(kind: string, name: string): string {
  return `${kind}_${name.replace(/[^a-zA-Z0-9]/g, (character) => `_${character.charCodeAt(0).toString(16)}_`)}`
}

function escaped(text: string): string {
  return text.replaceAll('"', '#quot;')
}
