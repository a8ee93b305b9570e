/** Finds the positions of partitions that are to begin at the start, the end or a time: one question at a time. */
import type { Cluster } from '../cluster/cluster.ts'
import { ClientError } from '../errors.ts'
import type { FetchPartition } from './fetch-partition.ts'
import { type Isolation, isAboutLeaders, lookUpOffsets } from './offset-lookup.ts'

export interface PlaceFinderSetup {
  readonly isolation: Isolation
  /** Something was found, or can be tried again. */
  readonly again: () => void
  /** A leader was asked that is none. */
  readonly stale: () => void
}

export class PlaceFinder {
  readonly #cluster: Cluster
  readonly #setup: PlaceFinderSetup
  #isAsking = false

  constructor(cluster: Cluster, setup: PlaceFinderSetup) {
    this.#cluster = cluster
    this.#setup = setup
  }

  /** Looks for what can be looked for now, and says when there is more to look for, by the clock's `elapsedMs`. */
  find(partitions: readonly FetchPartition[]): number {
    if (this.#isAsking) return Number.POSITIVE_INFINITY
    const nowMs = this.#cluster.settings.clock.elapsedMs()
    const stuck = partitions.filter(({ problem }) => problem === null)
    const due = stuck.filter(({ notBeforeMs }) => notBeforeMs <= nowMs)
    if (due.length > 0) void this.#ask(due)
    const later = stuck.filter(({ notBeforeMs }) => notBeforeMs > nowMs)
    return later.reduce((soonestMs, { notBeforeMs }) => Math.min(soonestMs, notBeforeMs), Number.POSITIVE_INFINITY)
  }

  async #ask(partitions: readonly FetchPartition[]): Promise<void> {
    this.#isAsking = true
    const asked = partitions.map((partition) => ({ partition, era: partition.era }))
    const queries = partitions.flatMap(({ topic, partition, place }) =>
      place === null ? [] : [{ topic, partition, place }],
    )
    let failure: ClientError | undefined
    let found: Awaited<ReturnType<typeof lookUpOffsets>> = new Map()
    try {
      found = await lookUpOffsets(this.#cluster, queries, this.#setup.isolation)
    } catch (problem) {
      if (!(problem instanceof ClientError)) throw problem
      failure = problem
    } finally {
      this.#isAsking = false
    }
    for (const { partition, era } of asked) {
      if (partition.era !== era) continue
      const one = failure ?? found.get(partition.name)
      if (one instanceof ClientError) this.#failed(partition, one)
      else if (one !== undefined) {
        partition.backoff.succeeded()
        partition.moveTo(one.offset < 0 ? 'latest' : { offset: one.offset, leaderEpoch: -1 })
      }
    }
    this.#setup.again()
  }

  #failed(partition: FetchPartition, problem: ClientError): void {
    partition.notBeforeMs = this.#cluster.settings.clock.elapsedMs() + partition.backoff.nextMs()
    if (isAboutLeaders(problem)) this.#setup.stale()
    else if (!problem.retriable && !this.#cluster.isClosed) partition.stop(problem)
  }
}
