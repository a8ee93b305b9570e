/**
 * Brings the stores of tasks to where their changelogs end. One fetcher reads for all tasks of the thread; records go
 * in by slices of a few milliseconds, so that the tasks that run already go on. It never works within a transaction:
 * the end is the partition's own, and a reader of committed records gets there when open transactions have ended.
 */
import { type Admin, type FetchedBatch, type Fetcher, partitionName } from '@millrace/core'
import type { Clock } from '@millrace/core/host'
import { ChangelogQueue } from '../../store/restore/changelog-queue.ts'
import type { RestoredChangelog } from '../../store/restore/restored-changelog.ts'
import { StateBehindError } from './state-behind-error.ts'

/** A task as it is seen here. */
export interface RestorableTask {
  readonly id: string
  readonly isClosed: boolean
  readonly changelogs: readonly RestoredChangelog[]
}

export interface RestorerParts {
  readonly admin: Admin
  readonly fetcher: Fetcher
  readonly clock: Clock
  /** Lets everything else of the process have its turn. */
  readonly giveWay: () => Promise<void>
}

/** Of a partition, and up to where it is wanted. */
interface Bounds {
  readonly start: number
  readonly end: number
  readonly last: number
}

interface Job {
  readonly task: RestorableTask
  readonly changelog: RestoredChangelog
  readonly queue: ChangelogQueue
  readonly end: number
}

const SLICE_MS = 5
const WAIT_MS = 500

export class Restorer {
  readonly #parts: RestorerParts
  readonly #jobs = new Map<string, Job>()
  readonly #waiting = new Map<RestorableTask, { resolve: () => void; reject: (problem: unknown) => void }>()
  #isReading = false

  constructor(parts: RestorerParts) {
    this.#parts = parts
  }

  /**
   * Resolves when all that was in the task's changelogs is in its stores, or the task has been closed.
   * @param committed where the group has come to in partitions that the task reads, by name
   * @throws StateBehindError where the state on disk and the changelog have nothing to do with each other any more
   */
  async restore(task: RestorableTask, committed: ReadonlyMap<string, { readonly offset: number }>): Promise<void> {
    const { changelogs } = task
    if (changelogs.length === 0) return
    const { offsets } = this.#parts.admin
    const places = changelogs.map(({ topic, partition }) => ({ topic, partition }))
    const [starts, ends] = await Promise.all([offsets.list(places, { at: 'earliest' }), offsets.list(places)])
    if (task.isClosed) return
    for (const changelog of changelogs) {
      const name = partitionName(changelog)
      const start = starts.get(name)?.offset ?? 0
      const last = ends.get(name)?.offset ?? 0
      const end = changelog.isSource ? Math.min(committed.get(name)?.offset ?? 0, last) : last
      this.#begin(task, changelog, { start, end, last })
    }
    await this.#done(task)
  }

  /** The task is to be closed: what has come in of it stays, what is on its way does not. */
  forget(task: RestorableTask): void {
    for (const [name, job] of this.#jobs) if (job.task === task) this.#drop(name, job)
    this.#waiting.get(task)?.resolve()
    this.#waiting.delete(task)
  }

  #begin(task: RestorableTask, changelog: RestoredChangelog, { start, end, last }: Bounds): void {
    const { topic, partition, offset } = changelog
    const from = offset ?? start
    if (from < start || from > last) {
      throw new StateBehindError({ taskId: task.id, changelog: partitionName(changelog), from, start, last })
    }
    if (from >= end) return changelog.reach(from)
    this.#jobs.set(partitionName(changelog), { task, changelog, end, queue: new ChangelogQueue() })
    this.#parts.fetcher.assign([{ topic, partition, from }])
  }

  async #done(task: RestorableTask): Promise<void> {
    if (![...this.#jobs.values()].some((job) => job.task === task)) return
    const done = new Promise<void>((resolve, reject) => this.#waiting.set(task, { resolve, reject }))
    void this.#read()
    await done
  }

  async #read(): Promise<void> {
    if (this.#isReading) return
    this.#isReading = true
    try {
      while (this.#jobs.size > 0) {
        const batches = await this.#parts.fetcher.poll({ maxWaitMs: WAIT_MS })
        await this.#takeAll(batches)
        this.#endJobs()
      }
    } catch (problem) {
      this.#failed(problem)
    } finally {
      this.#isReading = false
    }
  }

  async #takeAll(batches: readonly FetchedBatch[]): Promise<void> {
    for (const batch of batches) this.#jobs.get(partitionName(batch))?.queue.add(batch)
    for (const name of new Set(batches.map(partitionName))) await this.#work(name)
  }

  /** A changelog that is forgotten between two slices gets nothing more. */
  async #work(name: string): Promise<void> {
    const { clock, giveWay } = this.#parts
    for (;;) {
      const job = this.#jobs.get(name)
      if (job === undefined || job.task.isClosed) return
      const sliceEndMs = clock.elapsedMs() + SLICE_MS
      const { records } = job.changelog.take(job.queue, {
        beforeOffset: job.end,
        isEnough: () => clock.elapsedMs() >= sliceEndMs,
      })
      if (records === 0) return
      await giveWay()
    }
  }

  #endJobs(): void {
    for (const [name, job] of this.#jobs) {
      const position = this.#parts.fetcher.position(job.changelog)
      if (position === null || position.offset < job.end) continue
      job.changelog.reach(job.end)
      this.#drop(name, job)
    }
    for (const [task, { resolve }] of this.#waiting) {
      if ([...this.#jobs.values()].some((job) => job.task === task)) continue
      this.#waiting.delete(task)
      resolve()
    }
  }

  #drop(name: string, { changelog }: Job): void {
    this.#jobs.delete(name)
    const { topic, partition } = changelog
    this.#parts.fetcher.unassign([{ topic, partition }])
  }

  #failed(problem: unknown): void {
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const [name, job] of this.#jobs) this.#drop(name, job)
    for (const { reject } of waiting) reject(problem)
  }
}
