/** What a description says of a topology's parts: plain data, which is also its JSON. */
export interface NodeDescription {
  readonly kind: 'source' | 'processor' | 'sink'
  readonly name: string
  /** What a source reads; null for a pattern. */
  readonly topics: readonly string[] | null
  readonly pattern: string | null
  /** Where a sink writes; null if it is chosen for each record. */
  readonly topic: string | null
  /** The name of the function that chooses the sink's topic. */
  readonly topicChooser: string | null
  readonly stores: readonly string[]
  readonly predecessors: readonly string[]
  readonly successors: readonly string[]
}

export interface SubtopologyDescription {
  readonly id: number
  /** The source and the processor of a global store; it makes no tasks. */
  readonly isGlobal: boolean
  readonly nodes: readonly NodeDescription[]
}
