/**
 * One changelog in the hands of the restorer: from being asked for, over being read, to being done, which that of a
 * standby never is. What has come and is not in the store yet waits here; records at the limit and behind it are left.
 */
import { ChangelogQueue } from '../../store/restore/changelog-queue.ts'
import type { RestoredChangelog, Taken } from '../../store/restore/restored-changelog.ts'
import type { ChangelogBounds } from './changelog-source.ts'
import type { RestoreEvent, RestoreKind } from './restore-event.ts'
import { RestorePace } from './restore-pace.ts'

type Phase = 'waiting' | 'reading' | 'done'

export class ChangelogReading {
  readonly taskId: string
  readonly changelog: RestoredChangelog
  readonly queue = new ChangelogQueue()
  kind: RestoreKind
  phase: Phase = 'waiting'
  /** Whether the source has been told to rest. */
  isResting = false
  /** When its progress was told last. */
  toldMs: number
  /** Records there and behind it are not taken. */
  limit = 0
  #pace: RestorePace

  constructor(
    changelog: RestoredChangelog,
    { taskId, kind, nowMs }: { taskId: string; kind: RestoreKind; nowMs: number },
  ) {
    this.changelog = changelog
    this.taskId = taskId
    this.kind = kind
    this.toldMs = nowMs
    this.#pace = new RestorePace(0, nowMs)
  }

  get records(): number {
    return this.#pace.records
  }

  /** Whether the store has something that the log has not, or has no more of what comes next. */
  isOutside({ start, end }: ChangelogBounds): boolean {
    const { offset } = this.changelog
    return offset !== null && (offset < start || offset > end)
  }

  /** Answers where reading begins. */
  begin(bounds: ChangelogBounds, nowMs: number): number {
    const from = this.changelog.offset ?? bounds.start
    this.phase = 'reading'
    this.isResting = false
    this.moveLimit(bounds)
    this.toldMs = nowMs
    this.#pace = new RestorePace(from, nowMs)
    return from
  }

  /** What the application reads itself is restored up to where it goes on; a standby follows all else without an end. */
  moveLimit({ end, committed }: ChangelogBounds): void {
    const last = this.kind === 'active' ? end : Number.POSITIVE_INFINITY
    this.limit = this.changelog.isSource ? Math.min(last, committed ?? 0) : last
  }

  /** Not read any more, and to be asked for anew. */
  wait(): void {
    this.phase = 'waiting'
    this.queue.clear()
  }

  take(isEnough: () => boolean): Taken {
    const taken = this.changelog.take(this.queue, { beforeOffset: this.limit, isEnough })
    this.#pace.add(taken.records)
    return taken
  }

  /** Whether there is something that can be taken now. */
  get hasWork(): boolean {
    if (this.phase !== 'reading' || this.isResting) return false
    const { head } = this.queue
    return head !== null && head.offset < this.limit
  }

  started(startOffset: number): RestoreEvent {
    return { ...this.#facts, phase: 'start', startOffset, endOffset: this.#endOr(null) }
  }

  progress(nowMs: number, knownEnd: number | null): RestoreEvent {
    const offset = this.changelog.offset ?? 0
    return { ...this.#facts, phase: 'progress', ...this.#pace.at(nowMs, { offset, endOffset: this.#endOr(knownEnd) }) }
  }

  ended(nowMs: number): RestoreEvent {
    return { ...this.#facts, phase: 'end', records: this.records, durationMs: this.#pace.durationMs(nowMs) }
  }

  suspended(reason: 'removed' | 'promoted' | 'emptied'): RestoreEvent {
    return { ...this.#facts, phase: 'suspended', records: this.records, offset: this.changelog.offset, reason }
  }

  #endOr(other: number | null): number | null {
    return Number.isFinite(this.limit) ? this.limit : other
  }

  get #facts() {
    const { topic, partition, store } = this.changelog
    return { taskId: this.taskId, kind: this.kind, store: store.name, topic, partition }
  }
}
