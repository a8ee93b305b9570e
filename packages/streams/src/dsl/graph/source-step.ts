/** `builder.stream`: a source of one topic or several, or of those that match a pattern. */
import type { SourceOptions, Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

export class SourceStep implements GraphStep {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
  readonly source: SourceOptions<any, any>

  // biome-ignore lint/suspicious/noExplicitAny: as above
  constructor(name: string, source: SourceOptions<any, any>) {
    this.name = name
    this.source = source
  }

  write(topology: Topology): void {
    topology.addSource(this.name, this.source)
  }
}
