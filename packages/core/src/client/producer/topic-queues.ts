/**
 * One topic as the producer sees it: its partitions' queues, and the records that wait for the topic to be known,
 * because how many partitions it has decides where they go.
 */
import type { Random } from '../../host/random.ts'
import type { ClusterView, TopicView } from '../cluster/cluster-view.ts'
import { UsageError } from '../errors.ts'
import { PartitionQueue, type QueueGround } from './partition-queue.ts'
import type { Partitioner } from './partitioner.ts'
import type { Delivered, ProducerRecord } from './record.ts'
import { type PartitionLoad, StickyPartition } from './sticky-partition.ts'

/** A record of a topic that is not known yet. */
export interface ParkedRecord {
  readonly record: ProducerRecord
  readonly delivered: Delivered | undefined
  readonly parkedMs: number
  readonly generation: number
  readonly reservedBytes: number
}

export class TopicQueues implements PartitionLoad {
  readonly topic: string
  readonly parked: ParkedRecord[] = []
  readonly #ground: QueueGround
  readonly #partitioner: Partitioner
  readonly #batchBytes: number
  readonly #sticky: StickyPartition
  readonly #queues = new Map<number, PartitionQueue>()
  #known: TopicView | undefined
  #view: ClusterView | undefined

  constructor(
    topic: string,
    ground: QueueGround,
    options: { partitioner: Partitioner; batchBytes: number; random: Random },
  ) {
    this.topic = topic
    this.#ground = ground
    this.#partitioner = options.partitioner
    this.#batchBytes = options.batchBytes
    this.#sticky = new StickyPartition({ random: options.random, stickyBytes: options.batchBytes })
  }

  /** 0 as long as the topic is not known. */
  get partitionCount(): number {
    return this.#known?.partitions.length ?? 0
  }

  /** Looks at a newer view; true when the topic is known now and was not before. */
  see(view: ClusterView): boolean {
    if (view === this.#view) return false
    const isNew = this.#known === undefined
    this.#view = view
    // A view that was made without asking about it came when it was out of use; what was known then has grown old.
    const kept = view.problems.has(this.topic) ? this.#known : undefined
    this.#known = view.topics.get(this.topic) ?? kept
    return isNew && this.#known !== undefined
  }

  /** When it was last used; now, as long as anything is to be sent. */
  usedMs(nowMs: number): number {
    if (this.parked.length > 0) return nowMs
    let usedMs = Number.NEGATIVE_INFINITY
    for (const queue of this.#queues.values()) usedMs = Math.max(usedMs, queue.isIdle ? queue.usedMs : nowMs)
    return usedMs
  }

  hasLeader(partition: number): boolean {
    return (this.#known?.partitions[partition]?.leaderId ?? -1) >= 0
  }

  waitingBatches(partition: number): number {
    return this.#queues.get(partition)?.waiting.length ?? 0
  }

  queue(partition: number): PartitionQueue {
    const known = this.#queues.get(partition)
    if (known !== undefined) return known
    if (!Number.isInteger(partition) || partition < 0 || partition > 0x7fffffff) {
      throw new UsageError(`${this.topic}: expected a partition from 0 on, found ${partition}`)
    }
    const made = new PartitionQueue({ topic: this.topic, partition }, this.#ground)
    this.#queues.set(partition, made)
    return made
  }

  /** Writes a record into a batch of its partition, whose number the topic's being known decides. */
  append(record: ProducerRecord, timestamp: number, delivered: Delivered | undefined): PartitionQueue {
    const { key = null, value, headers, partition } = record
    const chosen = partition ?? this.#partitioner(record, this.partitionCount)
    if (chosen !== undefined && partition === undefined && !(chosen < this.partitionCount)) {
      throw new UsageError(
        `${this.topic}: expected the partitioner to say less than ${this.partitionCount}, found ${chosen}`,
      )
    }
    const queue = this.queue(chosen ?? this.#sticky.current(this))
    const before = queue.openBytes
    const batch =
      headers === undefined ? queue.appendPair(key, value, timestamp) : queue.append({ key, value, timestamp, headers })
    if (delivered !== undefined) batch.deliveries.push({ index: batch.recordCount - 1, timestamp, delivered })
    if (chosen === undefined) {
      const after = queue.openBytes
      const recordBytes = after > before ? after - before : after
      this.#sticky.used(recordBytes, after + recordBytes > this.#batchBytes)
    }
    return queue
  }
}
