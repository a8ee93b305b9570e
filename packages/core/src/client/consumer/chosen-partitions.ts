/**
 * Partitions that a program chose itself: some by number, or all of some topics, also those that are added later. A
 * partition that is found later is read from its start, since records may have been written before it was noticed.
 */

import { errors } from '../../protocol/errors.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { ClusterView } from '../cluster/cluster-view.ts'
import { brokerError, ClosedError } from '../errors.ts'
import type { PartitionStart, Start } from '../fetching/fetch-position.ts'
import type { PartitionReader, PartitionSource } from './partition-source.ts'

export interface Choice {
  readonly partitions: readonly PartitionStart[]
  /** Topics of which all partitions are read. */
  readonly topics: readonly string[]
  readonly from: Start
}

export class ChosenPartitions implements PartitionSource {
  readonly member = null
  readonly #cluster: Cluster
  readonly #choice: Choice
  /** How many partitions of each topic are read. */
  readonly #counts = new Map<string, number>()
  #reader: PartitionReader | undefined
  #seen: ClusterView | undefined
  #unfollow = () => {}

  constructor(cluster: Cluster, choice: Choice) {
    this.#cluster = cluster
    this.#choice = choice
  }

  start(reader: PartitionReader): void {
    this.#reader = reader
    this.#unfollow = this.#cluster.follow(() => this.#choice.topics)
    const { partitions, topics } = this.#choice
    if (partitions.length > 0) reader.assign(partitions)
    for (const topic of topics) void this.#find(topic)
  }

  /** Looks whether there are more, which costs nothing as long as the view of the cluster is the same. */
  polled(): void {
    const { view } = this.#cluster
    if (view === this.#seen) return
    this.#seen = view
    for (const [topic, count] of this.#counts) {
      const found = view.topics.get(topic)?.partitions.length ?? 0
      if (found > count) this.#assign(topic, { first: count, end: found, from: 'earliest' })
    }
  }

  waits(): void {}

  async close(): Promise<void> {
    this.#unfollow()
  }

  /** Waits for a topic that is not there yet. */
  async #find(topic: string): Promise<void> {
    const look = async () => {
      const view = await this.#cluster.viewOf(topic)
      const known = view.topics.get(topic)
      if (known !== undefined) return known.partitions.length
      const { code } = errors[view.problems.get(topic) ?? 'UNKNOWN_TOPIC_OR_PARTITION']
      throw brokerError(code, { place: { subject: topic } })
    }
    try {
      const end = await this.#cluster.retrying(look, { deadlineMs: Number.POSITIVE_INFINITY })
      this.#assign(topic, { first: 0, end, from: this.#choice.from })
    } catch (problem) {
      if (!(problem instanceof ClosedError)) this.#reader?.failed(problem as Error)
    }
  }

  #assign(topic: string, range: { first: number; end: number; from: Start }): void {
    const { first, end, from } = range
    this.#counts.set(topic, end)
    const length = end - first
    this.#reader?.assign(Array.from({ length }, (_, index) => ({ topic, partition: first + index, from })))
  }
}
