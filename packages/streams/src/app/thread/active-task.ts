/**
 * A task that this instance works on: the task itself, its state on disk, and how far it has come. It is opened, then
 * restored, then started, and closed in whatever condition it is. Only what was committed outlives it.
 */
import {
  type Fetcher,
  type MemberOffset,
  type OffsetToCommit,
  partitionName,
  type TopicPartition,
} from '@millrace/core'
import type { StateStore } from '../../store/contract/state-store.ts'
import type { ByteBudget } from '../../store/layers/byte-budget.ts'
import { openStore } from '../../store/open/open-store.ts'
import type { RestoredStore } from '../../store/restore/restored-store.ts'
import type { StateDirectory } from '../../store/rocksdb/directory/state-directory.ts'
import type { StateMemory } from '../../store/rocksdb/state-memory.ts'
import type { TaskDatabase } from '../../store/rocksdb/task-database.ts'
import { StreamTask, type TaskProgress } from '../../task/stream-task.ts'
import type { Topology } from '../../topology/topology.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import { decodeOffsetMetadata, encodeOffsetMetadata } from './offset-metadata.ts'
import type { Outputs } from './outputs.ts'
import type { TaskParts } from './task-plan.ts'

/** What the tasks of a thread share. */
export interface TaskGround {
  readonly topology: Topology
  readonly config: ResolvedConfig
  readonly directory: StateDirectory
  readonly memory: StateMemory
  readonly cacheBudget: ByteBudget | null
  readonly globalStores: ReadonlyMap<string, StateStore>
}

type Committed = ReadonlyMap<string, MemberOffset>

export class ActiveTask {
  readonly parts: TaskParts
  readonly #ground: TaskGround
  readonly #outputs: Outputs
  #database: TaskDatabase | null = null
  #opening: Promise<TaskDatabase | null> = Promise.resolve(null)
  #stream: StreamTask | null = null
  #restored: readonly RestoredStore[] = []
  #isRunning = false
  #isClosed = false
  /** Whether it has done anything that has not been committed. */
  isDirty = false
  /** Up to where each changelog is in the state, by topic. */
  readonly #changelogEnds = new Map<string, number>()
  /** What the group has of each partition. */
  readonly #committed = new Map<string, Pick<OffsetToCommit, 'topic' | 'partition' | 'offset' | 'metadata'>>()

  constructor(parts: TaskParts, ground: TaskGround, outputs: Outputs) {
    this.parts = parts
    this.#ground = ground
    this.#outputs = outputs
  }

  get id(): string {
    return this.parts.id
  }

  get isRunning(): boolean {
    return this.#isRunning
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** @throws RangeError before it was opened */
  get stream(): StreamTask {
    if (this.#stream === null) throw new RangeError(`task ${this.id} has not been opened`)
    return this.#stream
  }

  /** Opens its stores, on disk where they are to lie there. Whoever closes it meanwhile waits for that. */
  async open(): Promise<void> {
    this.#opening = this.#openDatabase()
    this.#database = await this.#opening
    if (!this.#isClosed) this.#assemble()
  }

  async #openDatabase(): Promise<TaskDatabase | null> {
    const { directory, memory } = this.#ground
    const stores = this.#onDisk
    return stores.length === 0 ? null : await directory.task(this.id).open({ stores, memory })
  }

  get #onDisk(): readonly string[] {
    return this.parts.stores.filter(({ place }) => place === 'disk').map(({ name }) => name)
  }

  #assemble(): void {
    const { topology, config, cacheBudget, globalStores } = this.#ground
    const { id, nodes, topicsOf } = this.parts
    const database = this.#database
    const places = new Set(this.#onDisk)
    const stream = new StreamTask({
      topology,
      nodes,
      taskId: id,
      config,
      collector: this.#outputs,
      wallClock: () => config.clock.nowMs(),
      openStore,
      globalStores,
      cacheBudget,
      spaceOf: (store) => (places.has(store) ? (database?.space(store) ?? null) : null),
      topicsOf,
    })
    this.#stream = stream
    this.#restored = stream.restoredStores(database)
  }

  /** What is to be restored before it starts. */
  get restored(): readonly RestoredStore[] {
    return this.#restored
  }

  /** Begins to process, from what the group has committed. */
  start(committed: Committed): void {
    const partitionTimesMs = new Map<string, number>()
    const closeTimesMs = new Map<string, number>()
    for (const one of this.parts.partitions) {
      const found = committed.get(partitionName(one))
      if (found === undefined) continue
      const metadata = decodeOffsetMetadata(found.metadata)
      partitionTimesMs.set(one.topic, metadata.partitionTimeMs)
      for (const [store, timeMs] of metadata.closeTimesMs) {
        closeTimesMs.set(store, Math.max(timeMs, closeTimesMs.get(store) ?? Number.NEGATIVE_INFINITY))
      }
      this.#committed.set(partitionName(one), { ...one, offset: found.offset, metadata: found.metadata })
    }
    const progress: TaskProgress = { partitionTimesMs, closeTimesMs }
    for (const { topic, offset } of this.#changelogs) if (offset !== null) this.#changelogEnds.set(topic, offset)
    this.stream.start(progress)
    this.#isRunning = true
  }

  /** How far it has come, where that is not what the group has already: the next record that has not been processed. */
  offsetsToCommit(fetcher: Fetcher): OffsetToCommit[] {
    return this.parts.partitions.flatMap((one) => {
      const next = this.#offsetOf(one, fetcher)
      const known = this.#committed.get(partitionName(one))
      if (next === null || (known?.offset === next.offset && known.metadata === next.metadata)) return []
      return [next]
    })
  }

  /** The group has these now, and with them all that the task has done. */
  committed(offsets: readonly OffsetToCommit[]): void {
    for (const one of offsets) this.#committed.set(partitionName(one), one)
    this.isDirty = false
  }

  /** The next record to be processed of each partition, as the group has it. */
  get committedOffsets(): Iterable<TopicPartition & { readonly offset: number }> {
    return this.#committed.values()
  }

  /** What is in the stores goes to disk, with what it stands for. */
  commitState(fetcher: Fetcher): void {
    const { changelogs, partition } = this.parts
    for (const { name, isSource } of changelogs) {
      const end = isSource
        ? this.#offsetOf({ topic: name, partition }, fetcher)?.offset
        : this.#outputs.endOf(name, partition)
      if (end != null && end > (this.#changelogEnds.get(name) ?? -1)) this.#changelogEnds.set(name, end)
    }
    this.#writeState()
  }

  /** The sum of its changelogs' offsets, for others to see how far it has come; closed, of what has lasted. */
  get offsetSum(): number {
    const counted = this.#changelogs.filter(({ store }) => !this.#isClosed || this.#lasts(store.name))
    return counted.reduce((sum, { topic, offset }) => sum + (this.#changelogEnds.get(topic) ?? offset ?? 0), 0)
  }

  /** What has not been committed is lost. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#isRunning = false
    const database = await this.#opening.catch(() => null)
    try {
      this.#stream?.close()
    } finally {
      await database?.close()
    }
  }

  get #changelogs() {
    return this.#restored.flatMap(({ changelogs }) => changelogs)
  }

  #writeState(): void {
    const { changelogs } = this.parts
    const lasting = changelogs.filter(({ store }) => this.#lasts(store))
    const offsets = lasting.flatMap(({ name }) => {
      const end = this.#changelogEnds.get(name)
      return end === undefined ? [] : [[name, end] as const]
    })
    this.#database?.commit(new Map(offsets))
  }

  #lasts(store: string): boolean {
    return (
      this.#database !== null && this.stream.stores.some(({ name, isPersistent }) => name === store && isPersistent)
    )
  }

  #offsetOf(one: TopicPartition, fetcher: Fetcher): OffsetToCommit | null {
    const position = fetcher.position(one)
    const { stream } = this
    const offset = stream.headOffsetOf(one.topic) ?? position?.offset
    if (offset === undefined) return null
    const partitionTimeMs = stream.partitionTimeOf(one.topic)
    const metadata = encodeOffsetMetadata({ partitionTimeMs, closeTimesMs: stream.state.closeTimes })
    return { ...one, offset, leaderEpoch: position?.leaderEpoch ?? -1, metadata }
  }
}
