/**
 * What an instance has open while it runs: its directory of state, its view of the cluster, its global stores and its
 * threads. It is opened once, when the application starts, and closed once, in whatever condition it is.
 */
import { Admin, ClosedError, type TopicSelection } from '@millrace/core'
import type { Timer } from '@millrace/core/host'
import { ByteBudget } from '../store/layers/byte-budget.ts'
import { StateDirectory } from '../store/rocksdb/directory/state-directory.ts'
import { StateMemory } from '../store/rocksdb/state-memory.ts'
import type { Topology } from '../topology/topology.ts'
import { adminOptions } from './config/client-options.ts'
import type { ResolvedConfig } from './config/resolved-config.ts'
import { GlobalStores } from './global/global-stores.ts'
import { StateOffsets } from './thread/state-offsets.ts'
import { StreamThread, type StreamThreadParts } from './thread/stream-thread.ts'
import { InternalTopics } from './topics/internal-topics.ts'
import { RepartitionPurge } from './topics/purge.ts'
import { TopicNames } from './topics/topic-names.ts'

type ThreadEvents = Pick<StreamThreadParts, 'wantsShutdown' | 'onChange' | 'onShutdownRequested'> & {
  readonly onThreadFailed: (thread: number, problem: Error) => void
  readonly onGlobalFailed: (problem: unknown) => void
}

export interface CloseOptions {
  readonly timeoutMs: number
  readonly leave?: boolean | undefined
}

export class Instance {
  readonly #topology: Topology
  readonly #config: ResolvedConfig
  readonly #events: ThreadEvents
  readonly #admin: Admin
  readonly #memory: StateMemory
  readonly #threads = new Map<number, StreamThread>()
  readonly #stopping = new AbortController()
  #starting: Promise<void> = Promise.resolve()
  #directory: StateDirectory | null = null
  #globalStores: GlobalStores | null = null
  #shared: Omit<StreamThreadParts, 'thread' | 'onFailed'> | null = null
  #cleaning: Timer | null = null

  constructor(topology: Topology, config: ResolvedConfig, events: ThreadEvents) {
    this.#topology = topology
    this.#config = config
    this.#events = events
    this.#admin = new Admin(adminOptions(config))
    const { stateMemoryBytes: bytes, cacheMaxBytes: writeCacheBytes } = config
    const stores = topology.stores.size + topology.globalStores.size
    this.#memory = new StateMemory({ bytes, writeCacheBytes, stores })
  }

  get threads(): ReadonlyMap<number, StreamThread> {
    return this.#threads
  }

  /** None where there is nothing but global stores. */
  get threadCount(): number {
    const { nodes, globalStores } = this.#topology
    const sources = [...nodes.values()].filter(({ kind }) => kind === 'source')
    return sources.length > globalStores.size ? this.#config.threads : 0
  }

  /** @throws what the application cannot start for: nothing is left open but what `close` closes */
  async start(): Promise<void> {
    this.#starting = this.#start()
    await this.#starting
  }

  /** Another thread in the place of one that has failed. */
  async replaceThread(thread: number): Promise<void> {
    await this.#threads.get(thread)?.close({ timeoutMs: this.#config.sessionTimeoutMs })
    this.#startThread(thread)
  }

  /** Also where it has not been started, or is about to. */
  async close(options: CloseOptions): Promise<void> {
    const isStarting = this.#shared === null
    this.#stopping.abort()
    this.#cleaning?.cancel()
    if (isStarting) await this.#globalStores?.close()
    await this.#starting.catch(() => {})
    await Promise.all([...this.#threads.values()].map((thread) => thread.close(options)))
    await this.#globalStores?.close()
    await this.#directory?.close()
    await this.#admin.close()
  }

  async #start(): Promise<void> {
    const { applicationId, stateDir: stateDirectory, logger, clock, random, stateMaxAgeMs } = this.#config
    const directory = await StateDirectory.open({ stateDirectory, applicationId, logger, clock, random })
    this.#directory = directory
    if (stateMaxAgeMs >= 0) await directory.removeUnused(stateMaxAgeMs)
    const internalTopics = new InternalTopics(this.#admin, this.#topology, this.#config)
    await internalTopics.prepare({ signal: this.#stopping.signal })
    await this.#startGlobalStores(directory)
    const stateOffsets = new StateOffsets(await directory.offsets())
    this.#refuseIfClosed()
    this.#shared = this.#sharedParts(directory, internalTopics, stateOffsets)
    for (let thread = 1; thread <= this.threadCount; thread++) this.#startThread(thread)
    this.#cleanLater(directory, stateOffsets)
  }

  async #startGlobalStores(directory: StateDirectory): Promise<void> {
    this.#refuseIfClosed()
    this.#globalStores = new GlobalStores({
      topology: this.#topology,
      config: this.#config,
      directory,
      memory: this.#memory,
      admin: this.#admin,
      onFailed: this.#events.onGlobalFailed,
    })
    await this.#globalStores.start()
  }

  #refuseIfClosed(): void {
    if (this.#stopping.signal.aborted) throw new ClosedError('the application was closed while it was starting')
  }

  #startThread(number: number): void {
    if (this.#shared === null) return
    const onFailed = (problem: Error) => this.#events.onThreadFailed(number, problem)
    const thread = new StreamThread({ ...this.#shared, thread: number, onFailed })
    this.#threads.set(number, thread)
    thread.start()
  }

  #sharedParts(directory: StateDirectory, internalTopics: InternalTopics, stateOffsets: StateOffsets) {
    const { cacheMaxBytes, clock, logger, repartitionPurgeIntervalMs: intervalMs } = this.#config
    const names = new TopicNames(this.#topology, { ...this.#config, clusterTopics: [] })
    const repartitionTopics = new Set([...this.#topology.repartitionTopics.keys()].map((topic) => names.inFull(topic)))
    return {
      ground: {
        topology: this.#topology,
        config: this.#config,
        directory,
        memory: this.#memory,
        cacheBudget: cacheMaxBytes > 0 ? new ByteBudget(cacheMaxBytes) : null,
        globalStores: this.#globalStores?.stores ?? new Map(),
      },
      admin: this.#admin,
      internalTopics,
      purge: new RepartitionPurge(this.#admin, { topics: repartitionTopics, intervalMs, clock, logger }),
      stateOffsets,
      topics: readTopics(names),
      ...this.#events,
    }
  }

  /** State of tasks that went elsewhere is of use for a while. */
  #cleanLater(directory: StateDirectory, stateOffsets: StateOffsets): void {
    const { clock, stateCleanupDelayMs, logger, applicationId } = this.#config
    this.#cleaning = clock.after(stateCleanupDelayMs, () => {
      directory
        .removeUnused(stateCleanupDelayMs)
        .then((removed) => {
          for (const task of removed) stateOffsets.taken(task)
          this.#cleanLater(directory, stateOffsets)
        })
        .catch((error) => logger.warn({ applicationId, error }, 'state that is not used was not removed'))
    })
  }
}

/** All that tasks read: by names, or by one pattern as soon as there is one. */
function readTopics(names: TopicNames): TopicSelection {
  const sources = [...names.topology.nodes.values()].filter((node) => node.kind === 'source')
  const named = [...new Set(sources.flatMap((source) => (source.pattern === null ? names.ofSource(source) : [])))]
  const patterns = sources.flatMap(({ pattern }) => (pattern === null ? [] : [`(?:${pattern.source})`]))
  if (patterns.length === 0) return named
  return new RegExp([...named.map((name) => name.replace(/[.]/g, '\\.')), ...patterns].join('|'))
}
