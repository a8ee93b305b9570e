/**
 * The partitions of one store that are with this instance, as one reader sees them: those that it asked for, in the state
 * that it asked for, one after the other. They are looked up anew for each question, so a reader stays good when
 * partitions come and go; it is a question under way that ends when its partition goes.
 */
import type { StateStore } from '../contract/state-store.ts'
import type { StoreDefinition } from '../contract/store-definition.ts'
import type { StoreIterator } from '../contract/store-iterator.ts'
import { Turn } from '../contract/turn.ts'
import { CommittedStore } from './committed-store.ts'
import type { LocalStore, LocalStores, StoreView } from './local-stores.ts'
import { isAtLeast, mergePositions, type Position } from './position.ts'
import { QueryError } from './query-error.ts'
import { type RowSource, type Rows, TurnRows } from './rows.ts'
import type { Turns } from './turns.ts'

/** What holds for all questions of a reader. */
export interface ReadOptions {
  /** What is read. Default: as the instance has it, `committed` where it processes exactly once. */
  readonly view?: StoreView
  /** Only these; all of them have to be with this instance. Default: all that are. */
  readonly partitions?: readonly number[]
  /** Reads standbys too, and stores that are being restored, as far as they have come. Default: false. */
  readonly stale?: boolean
  /** Reads nothing that is older than this, and rather nothing at all. */
  readonly atLeast?: Position
}

export interface StoreAccessOptions {
  readonly definition: StoreDefinition
  readonly local: LocalStores
  readonly turns: Turns
  readonly read: ReadOptions & { readonly view: StoreView }
  /** The stores that were opened over what is committed, by what they lie over: shared by all readers. */
  readonly committed: WeakMap<object, CommittedStore>
}

export interface RowsRequest<Store, Stored, Row> {
  readonly open: (store: Store) => StoreIterator<Stored>
  readonly read: (row: Stored) => Row
  readonly signal?: AbortSignal | undefined
}

export class StoreAccess<Store> {
  readonly #options: StoreAccessOptions

  constructor(options: StoreAccessOptions) {
    this.#options = options
  }

  get name(): string {
    return this.#options.definition.name
  }

  /** How far the input is, at least, that an answer stands for which is asked for after this. */
  get position(): Position {
    return this.#positionOf(this.#find())
  }

  /** What the first partition answers that has one: by plain calls, at once. */
  async first<Answer>(ask: (store: Store) => Answer | null): Promise<Answer | null> {
    for (const local of this.#find()) {
      const answer = new Turn().take(() => ask(this.#storeOf(local)))
      if (answer !== null) return answer
    }
    return null
  }

  async sum(ask: (store: Store) => number): Promise<number> {
    return this.#find().reduce((sum, local) => sum + new Turn().take(() => ask(this.#storeOf(local))), 0)
  }

  /** The rows of one partition after the other, each in its order. */
  rows<Stored, Row>({ open, read, signal }: RowsRequest<Store, Stored, Row>): Rows<Row> {
    const found = this.#find()
    const sources = found.map(
      (local): RowSource<Stored> => ({
        requireOpen: () => this.#requireOpen(local),
        open: () => open(this.#storeOf(local)),
      }),
    )
    return new TurnRows({ turns: this.#options.turns, position: this.#positionOf(found), sources, read, signal })
  }

  #positionOf(found: readonly LocalStore[]): Position {
    const { view } = this.#options.read
    return mergePositions(found.map((local) => local.positionOf(view)))
  }

  /** Ascending by partition, each once; what is running goes before what is behind. */
  #find(): LocalStore[] {
    const { partitions, stale = false } = this.#options.read
    const here = new Map<number, LocalStore>()
    for (const local of this.#options.local.find(this.name)) {
      const { partition, condition } = local
      if (partitions !== undefined && !partitions.includes(partition)) continue
      // Whoever asks for all that there is does not ask for copies.
      if (partitions === undefined && condition === 'standby' && !stale) continue
      if (condition === 'running' || !here.has(partition)) here.set(partition, local)
    }
    const missing = partitions?.filter((partition) => !here.has(partition)) ?? []
    if (missing.length > 0 || here.size === 0) throw this.#notHere(missing)
    const found = [...here.values()].sort((left, right) => left.partition - right.partition)
    for (const local of found) this.#requireReadable(local)
    return found
  }

  #notHere(wanted: readonly number[]): QueryError {
    const here = [...this.#options.local.find(this.name)].map(({ partition }) => partition)
    return QueryError.notHere(this.name, { wanted, here })
  }

  #requireReadable(local: LocalStore): void {
    const { stale = false, view, atLeast } = this.#options.read
    const { partition, condition } = local
    if (condition !== 'running' && !stale) throw QueryError.notReady(this.name, { partition, condition })
    this.#requireOpen(local)
    if (atLeast === undefined) return
    const position = local.positionOf(view)
    if (!isAtLeast(position, atLeast, partition)) {
      throw QueryError.behind(this.name, { partition, position, bound: atLeast })
    }
  }

  #requireOpen({ store, partition }: LocalStore): void {
    if (!store.isOpen) throw QueryError.moved(this.name, partition)
  }

  /** Its definition says what kind of store it is; that was looked at when the reader was made. */
  #storeOf({ store, committed }: LocalStore): Store {
    const { read, definition, committed: opened } = this.#options
    if (read.view === 'latest' || committed === null) return store as StateStore & Store
    let asCommitted = opened.get(committed)
    if (asCommitted === undefined) {
      asCommitted = new CommittedStore(definition, committed)
      opened.set(committed, asCommitted)
    }
    return asCommitted.store as StateStore & Store
  }
}
