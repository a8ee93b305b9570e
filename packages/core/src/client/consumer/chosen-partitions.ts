/**
 * Partitions that a program chose itself: some by number, or all of some topics, also those that are added later. A
 * partition that is found later is read from its start, since records may have been written before it was noticed.
 */

import { errors } from '../../protocol/errors.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { ClusterView } from '../cluster/cluster-view.ts'
import { brokerError, ClosedError } from '../errors.ts'
import type { PartitionStart, Start } from '../fetching/fetch-position.ts'
import { partitionName, type TopicPartition } from '../groups/assignment.ts'
import { Subscription, type TopicSelection } from '../groups/subscription.ts'
import type { PartitionReader, PartitionSource } from './partition-source.ts'

export interface Choice {
  readonly partitions: readonly PartitionStart[]
  /** Topics of which all partitions are read. */
  readonly topics: TopicSelection
  readonly from: Start
}

const NOTHING = new Subscription([])

export class ChosenPartitions implements PartitionSource {
  readonly member = null
  readonly #cluster: Cluster
  readonly #choice: Choice
  #subscription = NOTHING
  /** Whether the first topics that fit a pattern are found: those that come now are new. */
  #hasMatched = false
  /** How many partitions of each topic are read; none yet, as long as it is looked for. */
  readonly #counts = new Map<string, number>()
  /** Those of a pattern that were not in the last view. */
  #missing: ReadonlySet<string> = new Set()
  /** Those that were chosen by number. */
  #partitions: readonly TopicPartition[] = []
  #reader: PartitionReader | undefined
  #seen: ClusterView | undefined
  #unfollow = () => {}

  constructor(cluster: Cluster, choice: Choice) {
    this.#cluster = cluster
    this.#choice = choice
  }

  start(reader: PartitionReader): void {
    this.#reader = reader
    this.#unfollow = this.#cluster.follow(() => this.#subscription.followed)
    const { partitions, topics } = this.#choice
    if (partitions.length > 0) this.assign(partitions)
    else this.subscribe(topics)
  }

  /** Those that are read already, and remain, go on where they are. */
  subscribe(topics: TopicSelection): void {
    const subscription = new Subscription(topics)
    this.#unassign(this.#partitions)
    this.#partitions = []
    this.#hasMatched &&= subscription.equals(this.#subscription)
    this.#subscription = subscription
    for (const topic of this.#counts.keys()) if (!subscription.fits(topic)) this.#drop(topic)
    if (subscription.isPattern) void this.#match(subscription)
    else this.#findNew(subscription.topicsIn(this.#cluster.view))
  }

  /** Those that are read already, and remain, go on where they are unless a start is named for them. */
  assign(partitions: readonly (TopicPartition & { readonly from?: Start })[]): void {
    const readBefore = new Set(this.#partitions.map(partitionName))
    const names = new Set(partitions.map(partitionName))
    const gone = this.#partitions.filter((one) => !names.has(partitionName(one)))
    if (!this.#subscription.isEmpty) this.subscribe([])
    this.#partitions = partitions.map(({ topic, partition }) => ({ topic, partition }))
    this.#unassign(gone)
    const begun = partitions.filter((one) => one.from !== undefined || !readBefore.has(partitionName(one)))
    this.#reader?.assign(begun.map((one) => ({ ...one, from: one.from ?? this.#choice.from })))
  }

  async unsubscribe(): Promise<void> {
    this.subscribe([])
  }

  /** Looks whether there are more, which costs nothing as long as the view of the cluster is the same. */
  polled(): void {
    const { view } = this.#cluster
    if (view === this.#seen) return
    this.#seen = view
    for (const [topic, count] of this.#counts) {
      const found = view.topics.get(topic)?.partitions.length ?? 0
      if (count > 0 && found > count) this.#assign(topic, { first: count, end: found, from: 'earliest' })
    }
    if (!this.#hasMatched) return
    this.#dropDeleted(view)
    this.#takeMatching(view, 'earliest')
  }

  waits(): void {}

  async close(): Promise<void> {
    this.#unfollow()
  }

  /** Waits for topics that are not there yet. */
  #findNew(topics: readonly string[]): void {
    for (const topic of topics) {
      if (this.#counts.has(topic)) continue
      this.#counts.set(topic, 0)
      void this.#find(topic)
    }
  }

  async #find(topic: string): Promise<void> {
    const look = async () => {
      if (this.#counts.get(topic) !== 0) return // somebody reads something else by now
      const view = await this.#cluster.viewOf(topic)
      const known = view.topics.get(topic)
      if (known !== undefined) return this.#begin(topic, { end: known.partitions.length, from: this.#choice.from })
      const { code } = errors[view.problems.get(topic) ?? 'UNKNOWN_TOPIC_OR_PARTITION']
      throw brokerError(code, { place: { api: 'Metadata', subject: topic } })
    }
    await this.#untilDone(look)
  }

  /** Finds the topics that fit a pattern. */
  async #match(subscription: Subscription): Promise<void> {
    await this.#untilDone(async () => {
      if (subscription !== this.#subscription) return
      const view = await this.#cluster.viewOfAll()
      if (subscription !== this.#subscription) return
      this.#takeMatching(view, this.#hasMatched ? 'earliest' : this.#choice.from)
      this.#hasMatched = true
    })
  }

  #takeMatching(view: ClusterView, from: Start): void {
    for (const topic of this.#subscription.topicsIn(view)) {
      const end = view.topics.get(topic)?.partitions.length ?? 0
      if (!this.#counts.has(topic)) this.#counts.set(topic, 0)
      this.#begin(topic, { end, from })
    }
  }

  /** Once is no proof: a broker that has just started may not know all topics, and what comes back is read anew. */
  #dropDeleted({ topics, problems }: ClusterView): void {
    const missing = [...this.#counts.keys()].filter((topic) => !topics.has(topic) && !problems.has(topic))
    for (const topic of missing) if (this.#missing.has(topic)) this.#drop(topic)
    this.#missing = new Set(missing)
  }

  #drop(topic: string): void {
    const length = this.#counts.get(topic) ?? 0
    this.#counts.delete(topic)
    this.#unassign(Array.from({ length }, (_, partition) => ({ topic, partition })))
  }

  /** Reads all partitions of a topic of which none is read. */
  #begin(topic: string, { end, from }: { end: number; from: Start }): void {
    if (this.#counts.get(topic) === 0) this.#assign(topic, { first: 0, end, from })
  }

  async #untilDone(look: () => Promise<void>): Promise<void> {
    try {
      await this.#cluster.retrying(look, { deadlineMs: Number.POSITIVE_INFINITY })
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

  #unassign(partitions: readonly TopicPartition[]): void {
    if (partitions.length > 0) this.#reader?.unassign(partitions)
  }
}
