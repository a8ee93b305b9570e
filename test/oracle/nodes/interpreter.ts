/**
 * Turns the nodes of a scenario, in their order, into calls of our DSL: one node, one call, since the names that
 * the DSL generates count its calls.
 */
import { StreamsBuilder, type Topology } from '@millrace/streams'
import { Arguments } from '../scenario/arguments.ts'
import { FormatError } from '../scenario/format-error.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { builderOptions, buildOptions } from './builder-options.ts'
import { cogroupedNode, groupedStreamNode, groupedTableNode } from './grouped-nodes.ts'
import type { Handle } from './handle.ts'
import { streamJoinNode, tableJoinNode } from './join-nodes.ts'
import { ScenarioNode } from './node.ts'
import { sourceNode } from './source-nodes.ts'
import { branchNode, streamNode } from './stream-nodes.ts'
import { SinkTypes, type Surroundings } from './surroundings.ts'
import { tableNode } from './table-nodes.ts'
import {
  sessionWindowedCogroupedNode,
  sessionWindowedNode,
  timeWindowedCogroupedNode,
  timeWindowedNode,
} from './windowed-nodes.ts'

export class Interpreter {
  readonly sinks = new SinkTypes()
  readonly #scenario: Scenario
  readonly #handles = new Map<string, Handle>()
  readonly #surroundings: Surroundings

  constructor(scenario: Scenario) {
    const kinds = new Map<string, string>()
    this.#scenario = scenario
    this.#surroundings = {
      builder: new StreamsBuilder(builderOptions(scenario)),
      sinks: this.sinks,
      isTimestamped: (store) => kinds.get(store)?.startsWith('timestamped') ?? true,
      declareStore: (name, kind) => kinds.set(name, kind),
    }
  }

  build(): Topology {
    for (const json of this.#scenario.nodes) this.#add(json)
    return this.#surroundings.builder.build(buildOptions(this.#scenario))
  }

  #add(json: unknown): void {
    const header = new Arguments('node', json)
    const id = header.text('id')
    const op = header.text('op')
    const where = `node ${id} (${op})`
    const from = header.texts('from').map((input) => {
      const handle = this.#handles.get(input)
      if (handle === undefined) throw new FormatError(`${where}: unknown input ${input}`)
      return handle
    })
    const args = new Arguments(where, header.raw('args'))
    header.done()
    const handle = this.#evaluate(new ScenarioNode({ op, from, args }))
    args.done()
    if (this.#handles.has(id)) throw new FormatError(`duplicate node id ${id}`)
    this.#handles.set(id, handle)
  }

  #evaluate(node: ScenarioNode): Handle {
    const [first] = node.from
    if (first === undefined) return sourceNode(node, this.#surroundings)
    if (first.kind === 'stream') return streamJoinNode(node, first) ?? streamNode(node, first, this.#surroundings)
    if (first.kind === 'table') return tableJoinNode(node, first) ?? tableNode(node, first, this.#surroundings)
    if (first.kind === 'branches') return branchNode(node, first)
    return this.#aggregate(node, first)
  }

  #aggregate(node: ScenarioNode, first: Handle): Handle {
    if (first.kind === 'grouped stream') return groupedStreamNode(node, first)
    if (first.kind === 'grouped table') return groupedTableNode(node, first)
    if (first.kind === 'cogrouped') return cogroupedNode(node, first)
    if (first.kind === 'time windowed') return timeWindowedNode(node, first)
    if (first.kind === 'session windowed') return sessionWindowedNode(node, first)
    if (first.kind === 'time windowed cogrouped') return timeWindowedCogroupedNode(node, first)
    if (first.kind === 'session windowed cogrouped') return sessionWindowedCogroupedNode(node, first)
    throw node.unknown()
  }
}
