/**
 * One thread of an application: a member of its group, with a producer, at work on its tasks. A loop takes turns with
 * the hooks of rebalances: in each of its rounds records are handed to their tasks, tasks work for a few milliseconds,
 * and a commit is made if one is due; between rounds everything else of the process has its turn. With nothing to do it
 * sleeps until records come or a time falls due.
 */
import { type Admin, ClosedError, CommitFailedError, type FetchedBatch, type TopicSelection } from '@millrace/core'
import { Restorer } from '../../task/restoring/restorer.ts'
import type { ReceivedAssignment } from '../assignment/received-assignment.ts'
import { BrokerChangelogs } from '../restoring/broker-changelogs.ts'
import { StreamsError } from '../streams-error.ts'
import type { InternalTopics } from '../topics/internal-topics.ts'
import type { RepartitionPurge } from '../topics/purge.ts'
import type { ActiveTask, TaskGround } from './active-task.ts'
import { CommitSchedule } from './commit-schedule.ts'
import { CurrentWriting } from './current-writing.ts'
import { Rebalances } from './rebalances.ts'
import { Recovery } from './recovery.ts'
import { RejoinDate } from './rejoin-date.ts'
import { Rest } from './rest.ts'
import { Restoring } from './restoring.ts'
import type { StateOffsets } from './state-offsets.ts'
import { TaskKeeper } from './task-keeper.ts'
import { threadAssignor } from './thread-assignor.ts'
import { ThreadClients } from './thread-clients.ts'
import { Turns } from './turns.ts'

export interface StreamThreadParts {
  readonly ground: TaskGround
  readonly admin: Admin
  readonly internalTopics: InternalTopics
  readonly purge: RepartitionPurge
  readonly stateOffsets: StateOffsets
  readonly topics: TopicSelection
  /** From 1. */
  readonly thread: number
  readonly wantsShutdown: () => boolean
  /** It is at work on all that it has, or not any longer. */
  readonly onChange: () => void
  /** Some member of the group wants all to stop. */
  readonly onShutdownRequested: (problem: StreamsError) => void
  /** It has ended by itself: nothing is committed any more. */
  readonly onFailed: (problem: Error) => void
}

/** So long other tasks, heartbeats and queries wait for their turn at most, but for one record that takes longer. */
const SLICE_MS = 5

export class StreamThread {
  readonly #parts: StreamThreadParts
  readonly #turns = new Turns()
  readonly #clients: ThreadClients
  readonly #keeper: TaskKeeper
  readonly #rest: Rest
  readonly #rebalances: Rebalances
  readonly #recovery: Recovery
  readonly #writing: CurrentWriting
  readonly #schedule: CommitSchedule
  readonly #rejoinDate: RejoinDate
  readonly #stopping = new AbortController()
  /** Brokers are waited for no longer. */
  readonly #givingUp = new AbortController()
  #running: Promise<void> | null = null
  #news: readonly FetchedBatch[] = []
  #lastRoundMs = 0
  #isAssigned = false
  #hasFailed = false

  constructor(parts: StreamThreadParts) {
    const { ground, admin, internalTopics, stateOffsets, topics, thread, wantsShutdown } = parts
    const { config, directory } = ground
    const { clock } = config
    this.#parts = parts
    const onProblem = (problem: unknown) => this.#noteProblem(problem)
    const beginAgain = (problem: unknown) => this.#turns.take(() => this.#beginAgain(problem))
    this.#recovery = new Recovery({ config, signal: this.#stopping.signal, beginAgain })
    this.#rejoinDate = new RejoinDate(clock, (reason) => this.rejoin(reason))
    this.#rebalances = new Rebalances({
      turns: this.#turns,
      keeper: () => this.#keeper,
      commit: (tasks) => this.#commit(tasks),
      abandon: () => this.#writing.abandon(),
      onAssigned: (assignment) => this.#assigned(assignment),
      onProblem,
    })
    const { processId } = directory
    const assignor = threadAssignor({
      ...{ config, processId, thread, admin, internalTopics, stateOffsets, wantsShutdown },
      tasks: () => this.#keeper.tasks,
      onAssigned: (assignment) => this.#rebalances.received(assignment),
    })
    const onOutOfRange = (topic: string) => this.#keeper.tasks.startAfterLoss(topic, config)
    this.#clients = new ThreadClients({
      config,
      processId,
      thread,
      topics,
      assignor,
      listener: this.#rebalances,
      onOutOfRange,
    })
    this.#writing = new CurrentWriting(this.#clients, config, this.#givingUp.signal)
    const giveWay = () => this.#giveWay()
    const changelogs = new BrokerChangelogs({
      admin,
      fetcher: this.#clients.restoreFetcher,
      groupId: config.applicationId,
    })
    const restorer = new Restorer({ source: changelogs, clock, logger: config.logger })
    const restoring = new Restoring({ restorer, config, giveWay })
    this.#keeper = new TaskKeeper({
      ...{ ground, restoring, stateOffsets, onProblem },
      clients: this.#clients,
      turns: this.#turns,
      writing: () => this.#writing.now,
      onStarted: () => {
        this.#rest.wake()
        parts.onChange()
      },
    })
    this.#schedule = new CommitSchedule(ground, this.#keeper.tasks)
    this.#rest = new Rest({ config, clients: this.#clients, tasks: this.#keeper.tasks })
  }

  /** Whether it has its share of the tasks and is at work on all of them. */
  get isRunning(): boolean {
    return this.#isAssigned && !this.#hasFailed && this.#keeper.tasks.all.every(({ isRunning }) => isRunning)
  }

  get hasFailed(): boolean {
    return this.#hasFailed
  }

  get tasks(): readonly ActiveTask[] {
    return this.#keeper.tasks.all
  }

  start(): void {
    this.#schedule.begins()
    this.#lastRoundMs = this.#clock.elapsedMs()
    this.#running = this.#run()
  }

  /** Has the group hear of what this process wants. */
  rejoin(reason: string): void {
    this.#clients.membership.rejoin(reason)
  }

  /** Commits, gives its tasks back and leaves the group, within a time; without the commit where it has failed. */
  async close({
    timeoutMs,
    leave,
  }: {
    readonly timeoutMs: number
    readonly leave?: boolean | undefined
  }): Promise<void> {
    const endMs = this.#clock.elapsedMs() + timeoutMs
    const leftMs = () => Math.max(0, endMs - this.#clock.elapsedMs())
    const end = this.#clock.after(timeoutMs, () => this.#givingUp.abort())
    this.#stopping.abort()
    this.#rejoinDate.cancel()
    this.#rest.wake()
    await this.#running
    if (this.#recovery.problem !== null) await this.#turns.take(() => this.#closeDirty())
    const leaving = leave === undefined ? {} : { leave }
    await this.#clients.membership.close({ timeoutMs: leftMs(), ...leaving })
    // What the group has not heard of in time is closed nevertheless.
    this.#givingUp.abort()
    await this.#turns.take(() => this.#closeDirty())
    await this.#writing.now.close({ timeoutMs: leftMs() })
    await this.#clients.close({ timeoutMs: leftMs() })
    end.cancel()
  }

  get #clock() {
    return this.#parts.ground.config.clock
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    try {
      await this.#writing.now.guarantee.start()
      if (!signal.aborted) this.#clients.membership.start()
      while (!signal.aborted) await this.#step()
    } catch (problem) {
      if (signal.aborted && problem instanceof ClosedError) return
      this.#fail(problem)
    }
  }

  async #step(): Promise<void> {
    const { outputs } = this.#writing.now
    const { signal } = this.#stopping
    try {
      if (outputs.isFull) await outputs.ready(signal)
      if (await this.#turns.take(() => this.#roundOrProblem())) await this.#giveWay()
      else await this.#sleep()
    } catch (problem) {
      if (signal.aborted) return
      this.#noteProblem(problem)
    }
    if (this.#recovery.problem !== null) await this.#recovery.getOver()
  }

  /** What goes wrong is known before anybody else has a turn: a task that stopped within a record is not committed. */
  async #roundOrProblem(): Promise<boolean> {
    try {
      return await this.#round()
    } catch (problem) {
      this.#noteProblem(problem)
      return false
    }
  }

  /** True if there is more to do at once. */
  async #round(): Promise<boolean> {
    const { config, memory } = this.#parts.ground
    const { tasks } = this.#keeper
    const { outputs } = this.#writing.now
    if (this.#stopping.signal.aborted || this.#recovery.problem !== null) return false
    this.#lastRoundMs = this.#clock.elapsedMs()
    this.#clients.membership.poll()
    tasks.take(this.#news)
    this.#news = []
    tasks.take(this.#clients.fetcher.take())
    if (config.maxTaskIdleMs >= 0) tasks.noteLags(this.#clients.fetcher)
    const mustStop = () => outputs.isFull || memory.isFull
    const hasMore = tasks.work({ clock: config.clock, sliceMs: SLICE_MS, mustStop })
    if (this.#schedule.isDue) await this.#commit(tasks.running)
    // Memory that is full of what others have not committed is so for a moment.
    return hasMore || outputs.isFull || memory.isFull
  }

  /** In a turn. Where the group has gone on, the next commit will tell. */
  async #commit(tasks: readonly ActiveTask[]): Promise<void> {
    if (this.#recovery.problem !== null || this.#hasFailed) return
    const { config } = this.#parts.ground
    const isExactlyOnce = config.processingGuarantee === 'exactly_once_v2'
    this.#schedule.begins()
    try {
      await this.#writing.now.committer.commit(isExactlyOnce ? this.#keeper.tasks.running : tasks)
      this.#recovery.succeeded()
    } catch (error) {
      if (!(error instanceof CommitFailedError)) throw error
      config.logger.debug({ applicationId: config.applicationId, error }, 'offsets are committed after the rebalance')
    }
    const { purge } = this.#parts
    if (purge.isDue) void purge.run(this.#committedPositions())
  }

  #committedPositions() {
    return this.#keeper.tasks.running.filter(({ isDirty }) => !isDirty).flatMap((task) => [...task.committedOffsets])
  }

  /** How long ago it last came round, where it does not rest. */
  get sinceProgressMs(): number {
    return this.#rest.isResting ? 0 : this.#clock.elapsedMs() - this.#lastRoundMs
  }

  async #sleep(): Promise<void> {
    if (this.#recovery.problem !== null || this.#stopping.signal.aborted) return
    this.#news = await this.#rest.untilNews({ lastCommitMs: this.#schedule.lastMs })
  }

  #giveWay(): Promise<void> {
    return new Promise((resolve) => void this.#clock.soon(resolve))
  }

  #assigned({ rejoinAtMs }: ReceivedAssignment): void {
    this.#isAssigned = true
    this.#rejoinDate.set(rejoinAtMs)
    this.#rest.wake()
    this.#parts.onChange()
  }

  #noteProblem(problem: unknown): void {
    if (problem instanceof StreamsError && problem.code === 'SHUTDOWN_REQUESTED')
      this.#parts.onShutdownRequested(problem)
    this.#recovery.note(problem)
    this.#rest.wake()
  }

  async #beginAgain(problem: unknown): Promise<void> {
    await this.#writing.abandon(problem)
    await this.#keeper.reopen()
    this.#parts.onChange()
  }

  /** The thread ends: what it has not committed is lost. */
  #fail(problem: unknown): void {
    if (this.#hasFailed) return
    this.#hasFailed = true
    this.#recovery.note(problem)
    this.#stopping.abort()
    this.#parts.onFailed(problem instanceof Error ? problem : new Error(String(problem)))
  }

  async #closeDirty(): Promise<void> {
    await this.#keeper.close(this.#keeper.tasks.all)
  }
}
