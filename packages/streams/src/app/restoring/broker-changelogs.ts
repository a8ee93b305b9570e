/**
 * Changelogs as the cluster has them: a fetcher that reads them ahead, within its bounds of memory, and an admin for
 * what has to be asked. Ends are those of all records, also of transactions that go on: a reader of committed records
 * gets there when they have ended, while the end of what is committed may lie before what the application has done.
 */
import {
  type Admin,
  type CallOptions,
  type FetchedBatch,
  type Fetcher,
  LogTruncatedError,
  OffsetOutOfRangeError,
  partitionName,
  settled,
  type TopicPartition,
} from '@millrace/core'
import type { ChangelogPartition } from '../../store/restore/restored-changelog.ts'
import type {
  AskedChangelog,
  ChangelogBounds,
  ChangelogSource,
  TakenChangelogs,
} from '../../task/restoring/changelog-source.ts'
import { RestoreError } from '../../task/restoring/restore-error.ts'

export interface BrokerChangelogsOptions {
  readonly admin: Admin
  /** Of its own, with `onOutOfRange: 'none'`. */
  readonly fetcher: Fetcher
  /** The application's group. */
  readonly groupId: string
  readonly call?: CallOptions
}

export class BrokerChangelogs implements ChangelogSource {
  readonly #options: BrokerChangelogsOptions
  readonly #fetcher: Fetcher
  /** What came while somebody waited. */
  #batches: FetchedBatch[] = []
  #lost: TopicPartition[] = []

  constructor(options: BrokerChangelogsOptions) {
    this.#options = options
    this.#fetcher = options.fetcher
  }

  async bounds(changelogs: readonly AskedChangelog[]): Promise<readonly ChangelogBounds[]> {
    const { admin, call } = this.#options
    await this.#requirePartitions(changelogs)
    const [starts, ends, committed] = await Promise.all([
      admin.offsets.list(changelogs.map(placeOf), { ...call, at: 'earliest' }),
      admin.offsets.list(changelogs.map(placeOf), { ...call, at: 'latest' }),
      this.#committed(changelogs.filter(({ isSource }) => isSource)),
    ])
    return changelogs.map((changelog) => {
      const name = partitionName(changelog)
      const offsetIn = (offsets: ReadonlyMap<string, { readonly offset: number }>) => offsets.get(name)?.offset
      return { start: offsetIn(starts) ?? 0, end: offsetIn(ends) ?? 0, committed: offsetIn(committed) ?? null }
    })
  }

  read(changelog: ChangelogPartition, fromOffset: number): void {
    this.#fetcher.assign([{ ...placeOf(changelog), from: fromOffset }])
  }

  stop(changelog: ChangelogPartition): void {
    this.#fetcher.unassign([placeOf(changelog)])
  }

  pause(changelog: ChangelogPartition): void {
    this.#fetcher.pause([placeOf(changelog)])
  }

  resume(changelog: ChangelogPartition): void {
    this.#fetcher.resume([placeOf(changelog)])
  }

  position(changelog: ChangelogPartition): number | null {
    return this.#fetcher.position(placeOf(changelog))?.offset ?? null
  }

  end(changelog: ChangelogPartition): number | null {
    return this.#fetcher.state(placeOf(changelog)).highWatermark
  }

  take(): TakenChangelogs {
    this.#guarded(() => this.#batches.push(...this.#fetcher.take()))
    const batches = this.#batches.filter(({ isStale }) => !isStale)
    const lost = this.#lost
    this.#batches = []
    this.#lost = []
    return { batches, lost }
  }

  async wait(maxWaitMs: number, signal?: AbortSignal): Promise<void> {
    if (this.#batches.length > 0 || this.#lost.length > 0) return
    try {
      this.#batches.push(...(await this.#fetcher.poll({ maxWaitMs, ...(signal === undefined ? {} : { signal }) })))
    } catch (problem) {
      this.#noteLost(problem)
    }
  }

  /** One that is lost says so with each call, until it is read no longer; others may be lost as well. */
  #guarded(take: () => void): void {
    for (;;) {
      try {
        return take()
      } catch (problem) {
        this.#noteLost(problem)
      }
    }
  }

  #noteLost(problem: unknown): void {
    if (!(problem instanceof OffsetOutOfRangeError || problem instanceof LogTruncatedError)) throw problem
    const { topic, partition } = problem
    this.#fetcher.unassign([{ topic, partition }])
    this.#lost.push({ topic, partition })
  }

  async #committed(sources: readonly AskedChangelog[]) {
    if (sources.length === 0) return new Map<string, { readonly offset: number }>()
    const { admin, groupId, call } = this.#options
    return await admin.groupOffsets.list(groupId, { ...call, partitions: sources.map(placeOf), requireStable: true })
  }

  async #requirePartitions(changelogs: readonly AskedChangelog[]): Promise<void> {
    const { admin, call } = this.#options
    const topics = new Set(changelogs.map(({ topic }) => topic))
    const { values, errors } = await settled(admin.topics.describe(topics, call))
    for (const [topic, error] of errors) {
      throw error.code === 'UNKNOWN_TOPIC_OR_PARTITION' ? RestoreError.missing(topic) : error
    }
    for (const { topic, partition } of changelogs) {
      const found = values.get(topic)?.partitions.length ?? 0
      if (partition >= found) throw RestoreError.tooFewPartitions(topic, { partition, found })
    }
  }
}

function placeOf({ topic, partition }: ChangelogPartition): TopicPartition {
  return { topic, partition }
}
