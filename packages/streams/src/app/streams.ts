/**
 * An application as a program has it: a topology, what is said of it, and the instance of it that runs in this process.
 * It is started once and closed once; what it is in between, its states tell.
 */
import type { Timer } from '@millrace/core/host'
import type { Topology } from '../topology/topology.ts'
import { TopologyError } from '../topology/topology-error.ts'
import { resolveConfig } from './config/resolve-config.ts'
import type { ResolvedConfig } from './config/resolved-config.ts'
import type { StreamsConfig } from './config/streams-config.ts'
import type { UncaughtErrorAnswer } from './config/uncaught-error.ts'
import type { StreamsHealth } from './health.ts'
import { Instance } from './instance.ts'
import { LifeCycle, type StateListener, type WaitForState } from './life-cycle/life-cycle.ts'
import { hasEnded, isShuttingDown, type State } from './life-cycle/state.ts'
import { StreamsError } from './streams-error.ts'

export interface CloseStreamsOptions {
  /** Until then what cannot be committed or given back in order is given up. Default: 30 s. */
  readonly timeoutMs?: number
  /** Whether the group hears at once that the instance goes. Default: yes, unless it is a static member. */
  readonly leaveGroup?: boolean
}

const CLOSE_TIMEOUT_MS = 30_000
/** So long all members have to hear that the application is to stop. */
const SHUTDOWN_HEARD_MS = 10_000

/**
 * ```ts
 * await using app = new Streams(topology(), { applicationId: 'views', brokers: ['localhost:9092'] })
 * await app.start()
 * ```
 */
export class Streams implements AsyncDisposable {
  readonly #config: ResolvedConfig
  readonly #instance: Instance
  readonly #lifeCycle: LifeCycle
  /** What it failed of, if it did. */
  #failure: Error | null = null
  #wantsShutdown = false
  #hold: Timer | null = null
  #closing: Promise<void> | null = null

  /** @throws ConfigError for a configuration that will not do, TopologyError for a topology that reads nothing */
  constructor(topology: Topology, config: StreamsConfig) {
    if (topology.nodes.size === 0) {
      throw new TopologyError('NO_TOPICS', 'the topology: expected at least one source or global table, found nothing')
    }
    const resolved = resolveConfig(config)
    const { clock, logger, applicationId } = resolved
    this.#config = resolved
    const onListenerError = (error: unknown) => logger.error({ applicationId, error }, 'a listener of states failed')
    this.#lifeCycle = new LifeCycle({ clock, onListenerError })
    this.#instance = new Instance(topology, resolved, {
      wantsShutdown: () => this.#wantsShutdown,
      onChange: () => this.#look(),
      onShutdownRequested: (problem) => void this.#end(problem),
      onThreadFailed: (thread, problem) => this.#answer(thread, problem),
      onGlobalFailed: (problem) => void this.#end(asError(problem)),
    })
  }

  get state(): State {
    return this.#lifeCycle.state
  }

  /** What it failed of; null as long as it did not. */
  get failure(): Error | null {
    return this.#failure
  }

  /** Calls the listener at each change of state, until what this gives is called. */
  listen(listener: StateListener): () => void {
    return this.#lifeCycle.listen(listener)
  }

  /**
   * Resolves when it is in one of these states.
   *
   * @throws LifeCycleError if it can no longer come to any of them, or does not in time
   */
  until(states: readonly [State, ...State[]], options?: WaitForState): Promise<void> {
    return this.#lifeCycle.until(states, options)
  }

  /**
   * Sees to it that its topics are there, reads its global stores, and has its threads join the group. When it works on
   * its tasks it is RUNNING.
   *
   * @throws StreamsError if it was started before
   * @throws MissingTopicsError, TopologyError, TopicSetupError where the cluster and the topology do not fit
   * @throws DatabaseError where its state on disk may not be used
   */
  async start(): Promise<void> {
    if (this.state !== 'CREATED') {
      throw new StreamsError('ALREADY_STARTED', `expected an application that is CREATED, found it ${this.state}`)
    }
    this.#hold = this.#config.clock.hold()
    this.#lifeCycle.moveTo('REBALANCING')
    try {
      await this.#instance.start()
      this.#look()
    } catch (problem) {
      await this.#end(asError(problem))
      throw problem
    }
  }

  /** Commits, gives its tasks back, and closes all that it has open. Resolves when that is done; calls join. */
  async close({ timeoutMs = CLOSE_TIMEOUT_MS, leaveGroup }: CloseStreamsOptions = {}): Promise<void> {
    this.#lifeCycle.moveTo('PENDING_SHUTDOWN')
    this.#closing ??= this.#close({ timeoutMs, leave: leaveGroup })
    await this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** Whether it lives and works, told by its progress. */
  health(): StreamsHealth {
    const { state } = this
    const threads = Array.from(this.#instance.threads, ([thread, { tasks, sinceProgressMs }]) => ({
      thread,
      tasks: tasks.map(({ id }) => id),
      runningTasks: tasks.filter(({ isRunning }) => isRunning).map(({ id }) => id),
      sinceProgressMs,
    }))
    const hangs = threads.some(({ sinceProgressMs }) => sinceProgressMs > this.#config.maxPollIntervalMs)
    const isLive = !hangs && !['PENDING_ERROR', 'ERROR', 'NOT_RUNNING'].includes(state)
    return { state, isLive, isReady: state === 'RUNNING', threads }
  }

  async #close(options: { timeoutMs: number; leave: boolean | undefined }): Promise<void> {
    try {
      await this.#instance.close(options)
    } finally {
      this.#hold?.cancel()
      this.#lifeCycle.moveTo(this.state === 'PENDING_ERROR' ? 'ERROR' : 'NOT_RUNNING')
    }
  }

  /** Running is who is at work on all that he has. */
  #look(): void {
    const threads = [...this.#instance.threads.values()]
    if (isShuttingDown(this.state) || hasEnded(this.state) || this.state === 'CREATED') return
    const isRunning = threads.length === this.#instance.threadCount && threads.every((thread) => thread.isRunning)
    this.#lifeCycle.moveTo(isRunning ? 'RUNNING' : 'REBALANCING')
  }

  #answer(thread: number, problem: Error): void {
    const { logger, applicationId } = this.#config
    logger.error({ applicationId, thread, error: problem }, 'a thread has failed')
    if (isShuttingDown(this.state)) return
    const answer = this.#answerTo(problem)
    if (answer === 'replace-thread') void this.#replace(thread)
    else if (answer === 'shut-down-application') void this.#shutAllDown(problem)
    else void this.#end(problem)
  }

  #answerTo(problem: Error): UncaughtErrorAnswer {
    const { onUncaughtError, logger, applicationId } = this.#config
    if (typeof onUncaughtError !== 'function') return onUncaughtError
    try {
      return onUncaughtError(problem)
    } catch (error) {
      logger.error({ applicationId, error }, 'the handler of uncaught errors failed itself: the instance is closed')
      return 'shut-down-client'
    }
  }

  async #replace(thread: number): Promise<void> {
    try {
      this.#look()
      await this.#instance.replaceThread(thread)
    } catch (problem) {
      await this.#end(asError(problem))
    }
  }

  /** The leader hears it of this member, and tells all; whoever hears nothing goes on. */
  async #shutAllDown(problem: Error): Promise<void> {
    this.#wantsShutdown = true
    this.#failure = problem
    for (const thread of this.#instance.threads.values()) thread.rejoin('the application is to stop')
    await this.#lifeCycle.until(['PENDING_ERROR'], { timeoutMs: SHUTDOWN_HEARD_MS }).catch(() => {})
    await this.#end(problem)
  }

  /** It has failed: what it has not committed is lost, and the others take over. */
  async #end(problem: Error): Promise<void> {
    this.#failure ??= problem
    this.#lifeCycle.moveTo('PENDING_ERROR')
    this.#closing ??= this.#close({ timeoutMs: CLOSE_TIMEOUT_MS, leave: undefined })
    await this.#closing.catch((error) => {
      const { logger, applicationId } = this.#config
      logger.error({ applicationId, error }, 'the application could not be closed in order')
    })
  }
}

function asError(problem: unknown): Error {
  return problem instanceof Error ? problem : new Error(String(problem))
}
