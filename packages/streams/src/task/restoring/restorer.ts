/**
 * Restores the stores of a thread's tasks from their changelogs, with one source for all of them. Bounds are asked for
 * by `prepare`, which waits; all else is plain calls, so that the thread decides when a slice of it is due. Tasks that
 * are to run come first; standbys rest as long as any of those is under way, and follow for ever after. Whatever has
 * been taken is in the stores for good: a task that is removed, or a process that is killed, goes on from there.
 */
import type { Clock, Logger } from '@millrace/core/host'
import type { ChangelogPartition } from '../../store/restore/restored-changelog.ts'
import type { RestoredStore } from '../../store/restore/restored-store.ts'
import { ChangelogReading } from './changelog-reading.ts'
import type { ChangelogBounds, ChangelogSource } from './changelog-source.ts'
import { type RestoreEvent, type RestoreKind, type RestoreListener, restoreChannel } from './restore-event.ts'

export interface RestoredTask {
  readonly taskId: string
  readonly kind: RestoreKind
  readonly stores: readonly RestoredStore[]
}

export interface RestorerOptions {
  readonly source: ChangelogSource
  readonly clock: Pick<Clock, 'elapsedMs'>
  readonly logger: Logger
  readonly onEvent?: RestoreListener
  /** How often progress is told of each changelog, at most. Default: 1 s. */
  readonly progressIntervalMs?: number
  /** How often it is asked how far the application has come in topics that standbys follow. Default: 1 s. */
  readonly committedIntervalMs?: number
}

/** So long one store is filled before another has its turn, and before what it has goes to the disk. */
const stepMs = 2

export class Restorer {
  readonly #options: RestorerOptions
  readonly #source: ChangelogSource
  readonly #progressIntervalMs: number
  readonly #committedIntervalMs: number
  /** By topic and partition. */
  readonly #readings = new Map<string, ChangelogReading>()
  readonly #pausedTasks = new Set<string>()
  #askedCommittedMs: number

  constructor(options: RestorerOptions) {
    this.#options = options
    this.#source = options.source
    this.#progressIntervalMs = options.progressIntervalMs ?? 1_000
    this.#committedIntervalMs = options.committedIntervalMs ?? 1_000
    this.#askedCommittedMs = this.#nowMs
  }

  /** Whether nothing is left to be done before the tasks that are to run can run. */
  get isDone(): boolean {
    return this.#every((one) => one.kind === 'standby' || one.phase === 'done')
  }

  add({ taskId, kind, stores }: RestoredTask): void {
    const nowMs = this.#nowMs
    for (const changelog of stores.flatMap((store) => store.changelogs)) {
      this.#readings.set(nameOf(changelog), new ChangelogReading(changelog, { taskId, kind, nowMs }))
    }
    this.#arrange()
  }

  /** The task goes elsewhere, or is to run. What it has it keeps. */
  remove(taskId: string): void {
    for (const one of this.#of(taskId)) {
      this.#suspend(one, 'removed')
      this.#readings.delete(nameOf(one.changelog))
    }
    this.#pausedTasks.delete(taskId)
    this.#arrange()
  }

  /** A standby is to run: it goes on from where it is, to the end that its changelogs have now. */
  promote(taskId: string): void {
    for (const one of this.#of(taskId)) {
      this.#suspend(one, 'promoted')
      one.kind = 'active'
      one.wait()
    }
    this.#arrange()
  }

  pause(taskId: string): void {
    this.#pausedTasks.add(taskId)
    this.#arrange()
  }

  resume(taskId: string): void {
    this.#pausedTasks.delete(taskId)
    this.#arrange()
  }

  /** Whether all of a task's changelogs are in its stores, up to where they ended when they were asked. */
  isRestored(taskId: string): boolean {
    return this.#of(taskId).every(({ phase }) => phase === 'done')
  }

  /** How many offsets each changelog of a task lies ahead of its store, by topic; null where that is not known. */
  lags(taskId: string): ReadonlyMap<string, number | null> {
    return new Map(this.#of(taskId).map((one) => [one.changelog.topic, this.#lagOf(one)]))
  }

  /**
   * Asks for the bounds of changelogs that came since, and begins to read them.
   *
   * @throws RestoreError for a changelog that is not there; ClientError where the cluster cannot be asked
   */
  async prepare(): Promise<void> {
    for (let waiting = this.#waiting; waiting.length > 0; waiting = this.#waiting) {
      const bounds = await this.#source.bounds(waiting.map(({ changelog }) => changelog))
      for (const [index, one] of waiting.entries()) this.#begin(one, bounds[index] as ChangelogBounds)
      this.#arrange()
    }
    await this.#moveLimits()
  }

  /** Takes what has come into the stores, for about so long. True if there is more of it. */
  work(budgetMs: number): boolean {
    this.#takeIn()
    const endMs = this.#nowMs + budgetMs
    let hasMore = false
    do {
      hasMore = false
      for (const one of this.#readings.values()) {
        if (this.#nowMs >= endMs) break
        this.#step(one, Math.min(endMs, this.#nowMs + stepMs))
      }
      hasMore = !this.#every((one) => !one.hasWork)
    } while (hasMore && this.#nowMs < endMs)
    for (const one of this.#readings.values()) this.#look(one)
    return hasMore
  }

  /** Until something has come to work with, or the time is over. */
  wait(maxWaitMs: number, signal?: AbortSignal): Promise<void> {
    return this.#source.wait(maxWaitMs, signal)
  }

  #takeIn(): void {
    const { batches, lost } = this.#source.take()
    for (const batch of batches) {
      const reading = this.#readings.get(nameOf(batch))
      if (reading?.phase === 'reading') reading.queue.add(batch)
    }
    for (const one of lost) {
      const reading = this.#readings.get(nameOf(one))
      if (reading?.phase === 'reading') this.#beginAnew(reading, 'the changelog has no record at this offset any more')
    }
  }

  #begin(one: ChangelogReading, bounds: ChangelogBounds): void {
    // It may have been removed while the bounds were asked for.
    if (this.#readings.get(nameOf(one.changelog)) !== one || one.phase !== 'waiting') return
    if (one.isOutside(bounds)) this.#beginAnew(one, `the changelog goes from ${bounds.start} to ${bounds.end}`)
    const from = one.begin(bounds, this.#nowMs)
    const isAtEnd = one.kind === 'active' && from >= one.limit
    if (!isAtEnd) this.#source.read(one.changelog, from)
    this.#tell(() => one.started(from))
    if (isAtEnd) this.#complete(one)
  }

  #step(one: ChangelogReading, endMs: number): void {
    if (!one.hasWork) return
    const { keyless } = one.take(() => this.#nowMs >= endMs)
    if (keyless === 0) return
    const { topic, partition } = one.changelog
    this.#options.logger.warn(
      { topic, partition, records: keyless },
      'records of a changelog have no key and are skipped',
    )
  }

  /** Whether it has come to its end, which may lie behind records that nobody is shown; and if not, how far. */
  #look(one: ChangelogReading): void {
    if (one.phase !== 'reading') return
    const position = one.queue.head?.offset ?? this.#source.position(one.changelog) ?? 0
    if (one.kind === 'active' && position >= one.limit) return this.#complete(one)
    const nowMs = this.#nowMs
    if (nowMs - one.toldMs < this.#progressIntervalMs) return
    one.toldMs = nowMs
    this.#tell(() => one.progress(nowMs, this.#source.end(one.changelog)))
  }

  #complete(one: ChangelogReading): void {
    one.changelog.reach(one.limit)
    this.#source.stop(one.changelog)
    one.queue.clear()
    one.phase = 'done'
    this.#tell(() => one.ended(this.#nowMs))
    this.#arrange()
  }

  /** What the store has does not lead to what the changelog has: all changelogs of the store are read from their start. */
  #beginAnew({ taskId, changelog: { topic, partition, offset, store } }: ChangelogReading, why: string): void {
    const fields = { task: taskId, store: store.name, topic, partition, offset }
    this.#options.logger.warn(fields, `a store is emptied and restored from the start: ${why}`)
    store.empty()
    for (const one of this.#readings.values()) {
      if (one.changelog.store !== store) continue
      this.#suspend(one, 'emptied')
      one.wait()
    }
  }

  #suspend(one: ChangelogReading, reason: 'removed' | 'promoted' | 'emptied'): void {
    if (one.phase !== 'reading') return
    this.#source.stop(one.changelog)
    this.#tell(() => one.suspended(reason))
  }

  /** Lets standbys rest while a task waits that is to run, and whatever is paused. */
  #arrange(): void {
    const isBusy = !this.#every((one) => one.kind === 'standby' || one.phase === 'done' || this.#isPaused(one))
    for (const one of this.#readings.values()) {
      if (one.phase !== 'reading') continue
      const rests = this.#isPaused(one) || (one.kind === 'standby' && isBusy)
      if (rests === one.isResting) continue
      one.isResting = rests
      if (rests) this.#source.pause(one.changelog)
      else this.#source.resume(one.changelog)
    }
  }

  /** Standbys of topics that the application reads follow no further than it has come. */
  async #moveLimits(): Promise<void> {
    if (this.#nowMs - this.#askedCommittedMs < this.#committedIntervalMs) return
    const following = [...this.#readings.values()].filter(isFollowingSource)
    if (following.length === 0) return
    this.#askedCommittedMs = this.#nowMs
    const bounds = await this.#source.bounds(following.map(({ changelog }) => changelog))
    for (const [index, one] of following.entries()) {
      if (isFollowingSource(one)) one.moveLimit(bounds[index] as ChangelogBounds)
    }
  }

  #lagOf({ changelog, limit }: ChangelogReading): number | null {
    const end = Number.isFinite(limit) ? limit : this.#source.end(changelog)
    return end === null || changelog.offset === null ? null : Math.max(end - changelog.offset, 0)
  }

  #isPaused({ taskId }: ChangelogReading): boolean {
    return this.#pausedTasks.has(taskId)
  }

  get #waiting(): ChangelogReading[] {
    return [...this.#readings.values()].filter((one) => one.phase === 'waiting' && !this.#isPaused(one))
  }

  #of(taskId: string): ChangelogReading[] {
    return [...this.#readings.values()].filter((one) => one.taskId === taskId)
  }

  #every(holds: (one: ChangelogReading) => boolean): boolean {
    for (const one of this.#readings.values()) if (!holds(one)) return false
    return true
  }

  #tell(event: () => RestoreEvent): void {
    const { onEvent } = this.#options
    if (onEvent === undefined && !restoreChannel.hasSubscribers) return
    const told = event()
    onEvent?.(told)
    if (restoreChannel.hasSubscribers) restoreChannel.publish(told)
  }

  get #nowMs(): number {
    return this.#options.clock.elapsedMs()
  }
}

function nameOf({ topic, partition }: ChangelogPartition): string {
  return `${topic}-${partition}`
}

function isFollowingSource({ kind, phase, changelog }: ChangelogReading): boolean {
  return kind === 'standby' && phase === 'reading' && changelog.isSource
}
