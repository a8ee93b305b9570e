/**
 * Opens the tasks that a thread is given, restores them, has them start, and closes them. Opening goes on beside the
 * work on other tasks; only the last step takes a turn. A task that is closed meanwhile comes to nothing.
 */
import { Backoff, type MemberOffset, type PartitionStart, partitionName, pause, type Start } from '@millrace/core'
import { DatabaseError } from '../../store/rocksdb/database-error.ts'
import { StreamsError } from '../streams-error.ts'
import { ActiveTask, type TaskGround } from './active-task.ts'
import type { Restoring } from './restoring.ts'
import type { StateOffsets } from './state-offsets.ts'
import { type TaskWish, taskParts } from './task-plan.ts'
import { TaskSet } from './task-set.ts'
import type { ThreadClients } from './thread-clients.ts'
import type { Turns } from './turns.ts'
import type { Writing } from './writing.ts'

export interface TaskKeeperParts {
  readonly ground: TaskGround
  readonly clients: ThreadClients
  readonly restoring: Restoring
  readonly turns: Turns
  readonly stateOffsets: StateOffsets
  readonly writing: () => Writing
  readonly onStarted: () => void
  readonly onProblem: (problem: unknown) => void
}

type Committed = ReadonlyMap<string, MemberOffset>

/** Whoever had the task before may be about to let go of its state. */
const LOCKED_FIRST_MS = 10
const LOCKED_MAX_MS = 1_000

export class TaskKeeper {
  readonly tasks = new TaskSet()
  readonly #parts: TaskKeeperParts

  constructor(parts: TaskKeeperParts) {
    this.#parts = parts
  }

  /** Returns at once; `onStarted` or `onProblem` says what came of it. */
  open(wish: TaskWish): void {
    const { ground, writing, stateOffsets, onProblem } = this.#parts
    const parts = taskParts(ground.topology, wish, ground.config.applicationId)
    const task = new ActiveTask(parts, ground, writing().outputs)
    this.tasks.add(task)
    stateOffsets.taken(task.id)
    this.#begin(task).catch((problem) => {
      if (!task.isClosed) onProblem(problem)
    })
  }

  /** Closes tasks; what they have not committed is lost, but for what was restored. */
  async close(tasks: readonly ActiveTask[]): Promise<void> {
    const { clients, restoring, stateOffsets } = this.#parts
    const closing = tasks.map(async (task) => {
      this.tasks.remove(task)
      restoring.remove(task.id)
      if (task.isRunning) clients.fetcher.unassign(task.parts.partitions)
      try {
        await task.close()
      } finally {
        if (task.parts.changelogs.length > 0) stateOffsets.left(task.id, task.offsetSum)
      }
    })
    await Promise.all(closing)
  }

  /** Closes all tasks without a commit and opens them again: they begin where they were committed last. */
  async reopen(): Promise<void> {
    const tasks = this.tasks.all
    await this.close(tasks)
    for (const { parts } of tasks) this.open(parts)
  }

  async #begin(task: ActiveTask): Promise<void> {
    const { clients, turns, writing, restoring } = this.#parts
    await this.#openPatiently(task)
    if (task.isClosed) return
    await writing().outputs.learn(task.parts.sinkTopics)
    // Whoever had the task before may have a transaction that is about to be committed: its end is waited for, and only
    // then it is asked where changelogs end.
    const timeoutMs = Number.POSITIVE_INFINITY
    const committed = await clients.membership.committed(task.parts.partitions, { timeoutMs })
    if (task.isClosed) return
    await restoring.restore({ taskId: task.id, kind: 'active', stores: task.restored })
    await turns.take(() => this.#start(task, committed))
  }

  async #openPatiently(task: ActiveTask): Promise<void> {
    const { clock, random, taskTimeoutMs } = this.#parts.ground.config
    const backoff = new Backoff({ firstMs: LOCKED_FIRST_MS, maxMs: LOCKED_MAX_MS, random })
    const endMs = clock.elapsedMs() + taskTimeoutMs
    while (!task.isClosed) {
      try {
        return await task.open()
      } catch (problem) {
        const isLocked = problem instanceof DatabaseError && problem.code === 'LOCKED'
        if (!isLocked || clock.elapsedMs() >= endMs) throw problem
        await pause(clock, backoff.nextMs())
      }
    }
  }

  #start(task: ActiveTask, committed: Committed): void {
    if (task.isClosed) return
    const starts = task.parts.partitions.map((one): PartitionStart => {
      const found = committed.get(partitionName(one))
      return { ...one, from: found ?? this.startOf(one.topic, { task }) }
    })
    task.start(committed)
    this.#parts.clients.fetcher.assign(starts)
    this.#parts.onStarted()
  }

  /** Where a topic begins of which nothing is committed, or not any more. */
  startOf(topic: string, { task }: { readonly task: ActiveTask | null }): Exclude<Start, number> {
    const { config } = this.#parts.ground
    const reset = task?.parts.resetOf(topic) ?? config.offsetReset
    if (reset === 'none') {
      const message = `topic ${topic}: expected an offset that the application has committed, found none to go on from`
      throw new StreamsError('NO_OFFSET', message)
    }
    return typeof reset === 'object' ? { timestampMs: config.clock.nowMs() - reset.agoMs } : reset
  }
}
