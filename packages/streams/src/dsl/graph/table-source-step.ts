/**
 * `builder.table`: a source and the processor that makes a table of its records. The table is stored only if
 * somebody looks its values up; with optimization the topic itself is then the store's changelog.
 */
import type { TableSource } from '../../processor/operators/table-source.ts'
import type { StoreDefinition } from '../../store/contract/store-definition.ts'
import type { SourceOptions, Topology } from '../../topology/topology.ts'
import type { GraphStep } from './graph-node.ts'

export interface TableSourceStepOptions {
  readonly topic: string
  readonly sourceName: string
  // biome-ignore lint/suspicious/noExplicitAny: a graph joins steps of all types
  readonly source: SourceOptions<any, any>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly table: TableSource<any, any>
  /** Made only if the table is stored. */
  readonly store: () => StoreDefinition
  readonly isVersioned: boolean
}

export class TableSourceStep implements GraphStep {
  readonly name: string
  readonly isOutputVersioned: boolean
  readonly #options: TableSourceStepOptions
  /** Set by the optimization that spares the changelog. */
  reusesTopic = false

  constructor(name: string, options: TableSourceStepOptions) {
    this.name = name
    this.isOutputVersioned = options.isVersioned
    this.#options = options
  }

  write(topology: Topology): void {
    const { topic, sourceName, source, table } = this.#options
    topology.addSource(sourceName, source)
    topology.addProcessor(this.name, { supplier: () => table.makeProcessor(), parents: [sourceName] })
    if (!table.isStored) return
    const store = this.#options.store()
    if (this.reusesTopic) topology.useAsChangelog(store.name, topic)
    topology.addStateStore(store, this.name)
  }
}
