/**
 * A topology as a person looks at it: sub-topologies with their nodes, and what is above and below each. Nodes are
 * sorted as Java sorts them: the larger what hangs below a node, the further up it stands.
 */

import type { GlobalStorePlan } from '../global-store-plan.ts'
import type { NodePlan } from '../node-plan.ts'
import { filledSetOrder } from './java-set-order.ts'
import { JavaTreeSet } from './java-tree-set.ts'
import { mermaidText } from './mermaid.ts'
import type { NodeDescription, SubtopologyDescription } from './node-description.ts'
import { descriptionText } from './text.ts'

export class TopologyDescription {
  readonly subtopologies: readonly SubtopologyDescription[]

  constructor(subtopologies: readonly SubtopologyDescription[]) {
    this.subtopologies = subtopologies
  }

  /** Java's text, byte for byte, so that viewers made for it can draw the topology. */
  toString(): string {
    return descriptionText(this.subtopologies)
  }

  /** As a Mermaid flowchart, which Markdown viewers draw. */
  toMermaid(): string {
    return mermaidText(this.subtopologies)
  }
}

/** What of a topology is described. */
export interface Describable {
  readonly nodes: ReadonlyMap<string, NodePlan>
  readonly globalStores: ReadonlyMap<string, GlobalStorePlan>
  /** The names of each sub-topology's nodes. */
  readonly groups: readonly (readonly string[])[]
}

export function describeTopology(topology: Describable): TopologyDescription {
  const globalSources = new Set([...topology.globalStores.values()].map(({ sourceName }) => sourceName))
  const describe = (names: readonly string[], id: number): SubtopologyDescription => {
    const plans = names.map((name) => topology.nodes.get(name) as NodePlan)
    return { id, isGlobal: names.some((name) => globalSources.has(name)), nodes: describeNodes(plans) }
  }
  return new TopologyDescription(topology.groups.map(describe))
}

/** A node while its place in the description is found. */
interface Place {
  readonly plan: NodePlan
  readonly predecessors: JavaTreeSet<Place>
  readonly successors: JavaTreeSet<Place>
  /** How many nodes hang below, itself included; a node is counted once for every way down to it. */
  size: number
}

function describeNodes(plans: readonly NodePlan[]): NodeDescription[] {
  const places = new Map<string, Place>()
  for (const plan of plans) {
    places.set(plan.name, {
      plan,
      predecessors: new JavaTreeSet(byPlace),
      successors: new JavaTreeSet(byPlace),
      size: 1,
    })
  }
  for (const name of filledSetOrder([...places.keys()])) connect(places.get(name) as Place, places)
  return [...places.values()].sort(byPlace).map(({ plan, predecessors, successors }) => ({
    ...whatItIs(plan),
    name: plan.name,
    predecessors: predecessors.items().map(nameOf),
    successors: successors.items().map(nameOf),
  }))
}

function connect(place: Place, places: ReadonlyMap<string, Place>): void {
  for (const name of parentsOf(place.plan)) {
    const parent = places.get(name) as Place
    place.predecessors.add(parent)
    parent.successors.add(place)
    grow(parent, place.size)
  }
}

function grow(place: Place, by: number): void {
  place.size += by
  for (const parent of place.predecessors.items()) grow(parent, by)
}

/** The larger ones first, then by name. */
function byPlace(a: Place, b: Place): number {
  return b.size - a.size || compareText(a.plan.name, b.plan.name)
}

function nameOf({ plan }: Place): string {
  return plan.name
}

function whatItIs(plan: NodePlan): Omit<NodeDescription, 'name' | 'predecessors' | 'successors'> {
  const nothing = { topics: null, pattern: null, topic: null, topicChooser: null, stores: [] }
  const { kind } = plan
  if (kind === 'processor') return { ...nothing, kind, stores: [...plan.stores] }
  if (kind === 'source' && plan.pattern !== null) return { ...nothing, kind, pattern: plan.pattern.source }
  if (kind === 'source') return { ...nothing, kind, topics: plan.topics }
  if (typeof plan.topic === 'string') return { ...nothing, kind, topic: plan.topic }
  return { ...nothing, kind, topicChooser: plan.topic.name }
}

function parentsOf(plan: NodePlan): readonly string[] {
  return plan.kind === 'source' ? [] : [...new Set(plan.parents)]
}

/** By UTF-16 units, as Java compares names. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
