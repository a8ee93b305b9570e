/** Streams of the same topics share one source: a topic has one reader at most. */
import { TopologyError } from '../../../topology/topology-error.ts'
import type { GraphNode } from '../graph-node.ts'
import { SourceStep } from '../source-step.ts'

type Source = GraphNode<SourceStep>

/** @throws TopologyError where two streams read some but not all of their topics in common */
export function mergeSources(root: GraphNode): void {
  const byTopic = new Map<string, Source>()
  for (const node of [...root.children]) {
    if (!isSource(node)) continue
    for (const topic of keysOf(node)) {
      const known = byTopic.get(topic)
      if (known === undefined) byTopic.set(topic, node)
      else if (known !== node && node.parents.has(root)) mergeInto(known, node, root)
    }
  }
}

function mergeInto(known: Source, node: Source, root: GraphNode): void {
  const theirs = new Set(keysOf(known))
  const mine = keysOf(node)
  if (mine.length !== theirs.size || !mine.every((topic) => theirs.has(topic))) {
    const message = `sources ${known.name} and ${node.name} read some topics in common, and not all`
    throw new TopologyError('TOPIC_TAKEN', `${message}: ${[...theirs].join(', ')}; ${mine.join(', ')}`)
  }
  const resets = [known, node].map(({ step }) => JSON.stringify(step.source.offsetReset ?? null))
  if (resets[0] !== resets[1]) {
    throw new TopologyError(
      'OFFSET_RESET_CONFLICT',
      `sources ${known.name} and ${node.name} read ${mine.join(', ')} with different offset resets: ${resets.join(', ')}`,
    )
  }
  for (const child of [...node.children]) {
    node.removeChild(child)
    known.addChild(child)
  }
  root.removeChild(node)
}

/** Topics, or the pattern in a form that no topic has. */
function keysOf({ step }: Source): readonly string[] {
  const { topics = [], pattern } = step.source
  return pattern ? [`/${pattern.source}/${pattern.flags}`] : topics
}

function isSource(node: GraphNode): node is Source {
  return node.step instanceof SourceStep
}
