/**
 * The stores that every instance holds whole: read to the end of their topics before the first task runs, and followed
 * from then on. State on disk goes with the offsets that it stands for, as that of tasks does; what the topics no longer
 * have is begun anew.
 */
import {
  type Admin,
  ClosedError,
  Cluster,
  clientSettings,
  type FetchedBatch,
  Fetcher,
  partitionName,
  type TopicPartition,
} from '@millrace/core'
import type { StateStore } from '../../store/contract/state-store.ts'
import { openStore } from '../../store/open/open-store.ts'
import { globalTaskId } from '../../store/rocksdb/directory/application-folder.ts'
import type { StateDirectory } from '../../store/rocksdb/directory/state-directory.ts'
import type { StateMemory } from '../../store/rocksdb/state-memory.ts'
import type { TaskDatabase } from '../../store/rocksdb/task-database.ts'
import { GlobalTask } from '../../task/global-task.ts'
import type { Topology } from '../../topology/topology.ts'
import { globalConsumerOptions } from '../config/client-options.ts'
import type { ResolvedConfig } from '../config/resolved-config.ts'

export interface GlobalStoresParts {
  readonly topology: Topology
  readonly config: ResolvedConfig
  readonly directory: StateDirectory
  readonly memory: StateMemory
  readonly admin: Admin
  /** Following has ended by itself. */
  readonly onFailed: (problem: unknown) => void
}

/** Where the partitions begin and end, by name. */
interface Bounds {
  readonly starts: ReadonlyMap<string, { readonly offset: number }>
  readonly ends: ReadonlyMap<string, { readonly offset: number }>
}

const SLICE_MS = 5
const LONGEST_WAIT_MS = 10_000

export class GlobalStores {
  readonly #parts: GlobalStoresParts
  readonly #cluster: Cluster
  readonly #fetcher: Fetcher
  readonly #stopping = new AbortController()
  #database: TaskDatabase | null = null
  #task: GlobalTask | null = null
  #partitions: readonly TopicPartition[] = []
  #following: Promise<void> = Promise.resolve()
  #lastCommitMs = 0
  #isDirty = false

  constructor(parts: GlobalStoresParts) {
    const options = globalConsumerOptions(parts.config)
    this.#parts = parts
    this.#cluster = new Cluster(clientSettings(options))
    this.#fetcher = new Fetcher(this.#cluster, { ...options, onOutOfRange: 'earliest' })
  }

  /** By name. */
  get stores(): ReadonlyMap<string, StateStore> {
    return this.#task?.stores ?? new Map()
  }

  /** Resolves when all that was in the topics is in the stores. */
  async start(): Promise<void> {
    if (this.#parts.topology.globalStores.size === 0) return
    await this.#open()
    this.#partitions = await this.#allPartitions()
    const bounds = await this.#bounds()
    if (this.#isBehind(bounds)) await this.#openAnew()
    this.#fetcher.assign(this.#partitions.map((one) => ({ ...one, from: this.#stored(one) ?? 'earliest' })))
    await this.#readTo(bounds.ends)
    this.#commit()
    this.#following = this.#follow()
  }

  async close(): Promise<void> {
    this.#stopping.abort()
    await this.#following
    if (this.#isDirty && this.#task !== null) this.#commit()
    await this.#closeState()
    await this.#fetcher.close()
    this.#cluster.close()
  }

  async #open(): Promise<void> {
    const { topology, config, directory, memory } = this.#parts
    const plans = [...topology.globalStores.values()]
    const onDisk = plans.filter(({ store }) => store.place === 'disk').map(({ store }) => store.name)
    const database = onDisk.length === 0 ? null : await directory.task(globalTaskId).open({ stores: onDisk, memory })
    this.#database = database
    const places = new Set(onDisk)
    const spaceOf = (store: string) => (places.has(store) ? (database?.space(store) ?? null) : null)
    this.#task = new GlobalTask({ topology, config, wallClock: () => config.clock.nowMs(), openStore, spaceOf })
  }

  async #openAnew(): Promise<void> {
    const { config, directory } = this.#parts
    const { applicationId, logger } = config
    logger.warn({ applicationId }, 'the global stores are not what their topics have any more: they are read anew')
    await this.#closeState()
    await directory.task(globalTaskId).remove()
    await this.#open()
  }

  async #closeState(): Promise<void> {
    this.#task?.close()
    this.#task = null
    await this.#database?.close()
    this.#database = null
  }

  async #allPartitions(): Promise<readonly TopicPartition[]> {
    const topics = this.#task?.topics ?? []
    const described = await this.#parts.admin.topics.describe(new Set(topics))
    return [...described].flatMap(([topic, { partitions }]) => partitions.map((_, partition) => ({ topic, partition })))
  }

  async #bounds(): Promise<Bounds> {
    const { offsets } = this.#parts.admin
    const [starts, ends] = await Promise.all([
      offsets.list(this.#partitions, { at: 'earliest' }),
      offsets.list(this.#partitions),
    ])
    return { starts, ends }
  }

  /** Whether a topic has lost what lies between the state and what it has, or was made anew. */
  #isBehind({ starts, ends }: Bounds): boolean {
    return this.#partitions.some((one) => {
      const stored = this.#stored(one)
      const name = partitionName(one)
      return stored !== null && (stored < (starts.get(name)?.offset ?? 0) || stored > (ends.get(name)?.offset ?? 0))
    })
  }

  /** Up to where the state has a partition; null where its store does not outlive the process. */
  #stored(one: TopicPartition): number | null {
    const plan = [...this.#parts.topology.globalStores.values()].find(({ topic }) => topic === one.topic)
    const store = plan === undefined ? undefined : this.stores.get(plan.store.name)
    return store?.isPersistent === true ? (this.#database?.offsetOf(partitionName(one)) ?? null) : null
  }

  async #readTo(ends: Bounds['ends']): Promise<void> {
    const isThere = (one: TopicPartition) => {
      return (this.#fetcher.position(one)?.offset ?? -1) >= (ends.get(partitionName(one))?.offset ?? 0)
    }
    while (!this.#partitions.every(isThere)) await this.#takeNext(LONGEST_WAIT_MS)
  }

  async #follow(): Promise<void> {
    const { config, onFailed } = this.#parts
    const { signal } = this.#stopping
    try {
      while (!signal.aborted) {
        const sinceCommitMs = config.clock.elapsedMs() - this.#lastCommitMs
        const leftMs = this.#isDirty ? Math.max(1, config.commitIntervalMs - sinceCommitMs) : LONGEST_WAIT_MS
        await this.#takeNext(Math.min(leftMs, LONGEST_WAIT_MS))
        if (this.#isDirty && config.clock.elapsedMs() - this.#lastCommitMs >= config.commitIntervalMs) this.#commit()
      }
    } catch (problem) {
      if (!(signal.aborted && problem instanceof ClosedError)) onFailed(problem)
    }
  }

  /** Between batches everything else of the process has its turn. */
  async #takeNext(maxWaitMs: number): Promise<void> {
    const { clock } = this.#parts.config
    const batches = await this.#fetcher.poll({ maxWaitMs, signal: this.#stopping.signal })
    let endMs = clock.elapsedMs() + SLICE_MS
    for (const batch of batches) {
      this.#take(batch)
      if (clock.elapsedMs() < endMs) continue
      await new Promise<void>((resolve) => void clock.soon(resolve))
      endMs = clock.elapsedMs() + SLICE_MS
    }
  }

  #take(batch: FetchedBatch): void {
    this.#isDirty = true
    this.#task?.process(batch)
    if (this.#parts.memory.isFull) this.#commit()
  }

  #commit(): void {
    const offsets = this.#partitions.flatMap((one) => {
      const position = this.#fetcher.position(one)
      return position === null ? [] : [[partitionName(one), position.offset] as const]
    })
    this.#database?.commit(new Map(offsets))
    this.#lastCommitMs = this.#parts.config.clock.elapsedMs()
    this.#isDirty = false
  }
}
