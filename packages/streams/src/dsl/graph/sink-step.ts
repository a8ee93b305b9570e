/** `stream.to`: a sink. */
import type { SinkOptions, Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

export class SinkStep implements GraphStep {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
  readonly #sink: Omit<SinkOptions<any, any>, 'parents'>

  // biome-ignore lint/suspicious/noExplicitAny: as above
  constructor(name: string, sink: Omit<SinkOptions<any, any>, 'parents'>) {
    this.name = name
    this.#sink = sink
  }

  write(topology: Topology, parents: readonly string[]): void {
    topology.addSink(this.name, { ...this.#sink, parents })
  }
}
