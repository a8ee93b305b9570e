/**
 * The active tasks of a thread: found by id and by the partitions that they read, given their records, and worked on
 * in turn, each for a share of a slice of time. A batch of a partition that no task has (any more) is passed over.
 */
import { type FetchedBatch, type Fetcher, partitionName, type TopicPartition } from '@millrace/core'
import type { Clock } from '@millrace/core/host'
import type { ResolvedConfig } from '../config/resolved-config.ts'
import type { ActiveTask } from './active-task.ts'

export interface SliceTerms {
  readonly clock: Clock
  /** For how long tasks are worked on before others have their turn. */
  readonly sliceMs: number
  /** Whether nothing more is to be processed for now: outputs are full, or it is time to commit. */
  readonly mustStop: () => boolean
}

/** So many records are processed between two looks at the clock. */
const RECORDS_A_LOOK = 64

export class TaskSet {
  readonly #tasks = new Map<string, ActiveTask>()
  readonly #byPartition = new Map<string, ActiveTask>()
  /** Who is first in the next slice. */
  #turn = 0

  get all(): readonly ActiveTask[] {
    return [...this.#tasks.values()]
  }

  get running(): readonly ActiveTask[] {
    return this.all.filter(({ isRunning }) => isRunning)
  }

  get(id: string): ActiveTask | null {
    return this.#tasks.get(id) ?? null
  }

  /** Those that read any of these partitions. */
  of(partitions: readonly TopicPartition[]): readonly ActiveTask[] {
    return [...new Set(partitions.flatMap((one) => this.#byPartition.get(partitionName(one)) ?? []))]
  }

  add(task: ActiveTask): void {
    this.#tasks.set(task.id, task)
    for (const one of task.parts.partitions) this.#byPartition.set(partitionName(one), task)
  }

  remove(task: ActiveTask): void {
    this.#tasks.delete(task.id)
    for (const one of task.parts.partitions) {
      if (this.#byPartition.get(partitionName(one)) === task) this.#byPartition.delete(partitionName(one))
    }
  }

  take(batches: readonly FetchedBatch[]): void {
    for (const batch of batches) {
      const task = this.#byPartition.get(partitionName(batch))
      if (task === undefined || !task.isRunning || batch.isOver) continue
      task.stream.add(batch)
      task.isDirty = true
    }
  }

  /** Topics of which records may come are waited for, as long as that is not known. */
  noteLags(fetcher: Fetcher): void {
    for (const { stream, parts } of this.running) {
      if (parts.partitions.length === 1) continue
      const { partition } = parts
      stream.noteLags((topic) => fetcher.state({ topic, partition }).lag !== 0)
    }
  }

  /** Where reading goes on in a topic of which records have gone that were not read. */
  startAfterLoss(topic: string, { offsetReset, clock }: Pick<ResolvedConfig, 'offsetReset' | 'clock'>) {
    const task = this.running.find(({ parts }) => parts.partitions.some((one) => one.topic === topic))
    const reset = task?.parts.resetOf(topic) ?? offsetReset
    return typeof reset === 'object' ? { timestampMs: clock.nowMs() - reset.agoMs } : reset
  }

  /** Works on all tasks; true if there may be more to do at once. */
  work({ clock, sliceMs, mustStop }: SliceTerms): boolean {
    const tasks = this.running
    const nowMs = clock.nowMs()
    let hasMore = false
    const shareMs = sliceMs / Math.max(1, tasks.length)
    this.#turn += 1
    for (let index = 0; index < tasks.length && !mustStop(); index++) {
      const task = tasks[(index + this.#turn) % tasks.length] as ActiveTask
      const endMs = clock.elapsedMs() + shareMs
      if (workOn(task, { nowMs, isOver: () => mustStop() || clock.elapsedMs() >= endMs })) hasMore = true
    }
    return hasMore
  }

  /** When something falls due in any task, by the wall clock; Infinity where nothing does. */
  nextMs(nowMs: number): number {
    let nextMs = Number.POSITIVE_INFINITY
    for (const { stream } of this.running) {
      const { wallClockPunctuations, pendingWork } = stream.state
      // A wait that is over and did not help is not waited for again.
      const idleMs = stream.idleUntilMs > nowMs ? stream.idleUntilMs : Number.POSITIVE_INFINITY
      nextMs = Math.min(nextMs, wallClockPunctuations.nextMs, pendingWork.nextMs, idleMs)
    }
    return nextMs
  }
}

/** True if it was stopped before all was done. */
function workOn(task: ActiveTask, { nowMs, isOver }: { nowMs: number; isOver: () => boolean }): boolean {
  const { stream } = task
  if (stream.punctuateWallClock()) task.isDirty = true
  if (stream.deliver()) task.isDirty = true
  let count = 0
  while (stream.isProcessable(nowMs)) {
    stream.process()
    stream.punctuateStreamTime()
    task.isDirty = true
    count += 1
    if (stream.state.isCommitRequested) return true
    if (count % RECORDS_A_LOOK === 0 && isOver()) return true
  }
  return false
}
