/**
 * Where changelogs are read from, as the restorer sees it: partitions that are read ahead, and plain calls for what has
 * come. The cluster is behind it, or a test.
 */
import type { ChangelogBatch } from '../../store/restore/changelog-queue.ts'
import type { ChangelogPartition } from '../../store/restore/restored-changelog.ts'

export interface AskedChangelog extends ChangelogPartition {
  /** Whether it matters how far the application has come in it. */
  readonly isSource: boolean
}

/** Offsets of a changelog at a moment. */
export interface ChangelogBounds {
  /** Of the first record that is there. */
  readonly start: number
  /** Behind the last one, whether its transaction has ended or not. */
  readonly end: number
  /** Where the application goes on reading it; null if it has committed nothing, or reads it for its stores only. */
  readonly committed: number | null
}

interface FetchedChangelog extends ChangelogBatch, ChangelogPartition {}

export interface TakenChangelogs {
  /** Those of one changelog in their order. */
  readonly batches: readonly FetchedChangelog[]
  /** Changelogs that no longer have what was to be read next. They are read no longer. */
  readonly lost: readonly ChangelogPartition[]
}

export interface ChangelogSource {
  /**
   * In the order in which they are asked for.
   *
   * @throws RestoreError for a changelog that is not there
   */
  bounds(changelogs: readonly AskedChangelog[]): Promise<readonly ChangelogBounds[]>
  /** Reads it from there on, also if it is read already. */
  read(changelog: ChangelogPartition, fromOffset: number): void
  stop(changelog: ChangelogPartition): void
  /** Fetches nothing more of it for the time being. */
  pause(changelog: ChangelogPartition): void
  resume(changelog: ChangelogPartition): void
  /** Of the next record that was not taken, behind all that nobody is shown; null if that is not known yet. */
  position(changelog: ChangelogPartition): number | null
  /** What was last heard of its end; null if nothing was. */
  end(changelog: ChangelogPartition): number | null
  /** What has come. */
  take(): TakenChangelogs
  /** Until something has come, or the time is over. */
  wait(maxWaitMs: number, signal?: AbortSignal): Promise<void>
}
