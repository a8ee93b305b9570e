/**
 * Reads records of a Kafka cluster, one by one or in batches, from partitions that the program chose or a group gave
 * it. Reading goes on ahead within bounds of memory; a record counts as done when the program asks for the next.
 */
import { clientSettings } from '../client-options.ts'
import { Cluster } from '../cluster/cluster.ts'
import { unlessAborted } from '../deadline.ts'
import { ClosedError, UsageError } from '../errors.ts'
import type { Start } from '../fetching/fetch-position.ts'
import type { FetchedBatch } from '../fetching/fetched-batch.ts'
import { Fetcher } from '../fetching/fetcher.ts'
import type { GroupMetadata, TopicPartition } from '../groups/assignment.ts'
import type { CommittedOffset } from '../groups/committed-offsets.ts'
import type { OffsetOptions } from '../groups/group-membership.ts'
import type { TopicSelection } from '../groups/subscription.ts'
import type { OffsetToCommit } from '../transactions/group-offsets.ts'
import type { WaitOptions } from '../transactions/transactions.ts'
import { ChosenPartitions } from './chosen-partitions.ts'
import { ConsumerBatch } from './consumer-batch.ts'
import { type ConsumerHealth, consumerHealth } from './consumer-health.ts'
import { ConsumerOffsets, type LookUpOptions } from './consumer-offsets.ts'
import { type ConsumerOptions, deserializersOf, type Reading, readingOf } from './consumer-options.ts'
import { ConsumerRecord, type Deserializers } from './consumer-record.ts'
import { GroupPartitions } from './group-partitions.ts'
import { Intake } from './intake.ts'
import type { PartitionSource } from './partition-source.ts'

const CLOSE_TIMEOUT_MS = 30_000

export interface IterateOptions {
  /** Ends the iteration. */
  readonly signal?: AbortSignal
}

/**
 * ```ts
 * await using consumer = new Consumer({ brokers: ['localhost:9092'], topics: ['orders'], from: 'earliest' })
 * for await (const { key, value, offset } of consumer) console.log(offset, String(key), String(value))
 * ```
 */
export class Consumer<Key = Buffer | null, Value = Buffer | null> implements AsyncIterable<ConsumerRecord<Key, Value>> {
  readonly #cluster: Cluster
  readonly #fetcher: Fetcher
  readonly #source: PartitionSource
  readonly #intake: Intake
  readonly #offsets: ConsumerOffsets
  readonly #deserializers: Deserializers<Key, Value>
  #closing: Promise<void> | undefined
  /** Before that, what hooks commit while the consumer closes counts. */
  #hasLeft = false

  /** @throws UsageError for options that contradict each other. */
  constructor(options: ConsumerOptions<Key, Value>) {
    const reading = readingOf(options)
    this.#cluster = new Cluster(clientSettings(options))
    this.#fetcher = new Fetcher(this.#cluster, reading.fetch)
    this.#source = sourceOf(this.#cluster, reading)
    this.#intake = new Intake(this.#fetcher, this.#source)
    this.#offsets = new ConsumerOffsets(this.#cluster, reading.fetch.isolation ?? 'read_committed')
    this.#deserializers = deserializersOf(options)
    this.#source.start(this.#intake)
  }

  /** The records, as they come; without end, until the consumer is closed. */
  [Symbol.asyncIterator](): AsyncIterableIterator<ConsumerRecord<Key, Value>> {
    return this.records()
  }

  /** The records, as they come, until the signal or the end of the consumer. */
  records({ signal }: IterateOptions = {}): AsyncIterableIterator<ConsumerRecord<Key, Value>> {
    const record = (batch: FetchedBatch) => new ConsumerRecord(batch, this.#deserializers)
    return this.#intake.iterate({ step: () => this.#intake.nextRecord(), make: record, signal })
  }

  /** The same, those together that came together. */
  batches({ signal }: IterateOptions = {}): AsyncIterableIterator<ConsumerBatch<Key, Value>> {
    const batch = (raw: FetchedBatch) => new ConsumerBatch(raw, this.#deserializers)
    return this.#intake.iterate({ step: () => this.#intake.nextBatch(), make: batch, signal })
  }

  /**
   * Reads these topics from now on and no others, by name or by a pattern. What was read before goes on where it is;
   * in a group the members divide the partitions anew, with the hooks.
   */
  subscribe(topics: TopicSelection): void {
    this.#open().subscribe(topics)
  }

  /** Reads these partitions from now on and no others, without a group; those without a start go on where they are. */
  assign(partitions: readonly (TopicPartition & { readonly from?: Start })[]): void {
    const source = this.#open()
    if (!(source instanceof ChosenPartitions)) throw new UsageError('a member of a group subscribes to topics')
    source.assign(partitions)
  }

  /**
   * Reads nothing any more, and leaves its group if it has one; who iterates waits for the next `subscribe`. Resolves
   * when that is done; while one of the hooks is under way, at once, as the group is left when that is through.
   */
  async unsubscribe({ signal }: WaitOptions = {}): Promise<void> {
    await unlessAborted(this.#open().unsubscribe(), signal)
  }

  /** The partitions that are read. */
  get assignment(): readonly TopicPartition[] {
    return this.#fetcher.assigned
  }

  /** Gives no more records of these until they are resumed, those included that have come already. */
  pause(partitions: readonly TopicPartition[] = this.assignment): void {
    this.#fetcher.pause(partitions)
  }

  resume(partitions: readonly TopicPartition[] = this.assignment): void {
    this.#fetcher.resume(partitions)
    this.#intake.resumed()
  }

  get paused(): readonly TopicPartition[] {
    return this.assignment.filter((one) => this.#fetcher.isPaused(one))
  }

  /** Goes on from there with the next record of the partition. */
  seek(partition: TopicPartition, to: Start): void {
    this.#fetcher.seek(partition, to)
  }

  /** The offset behind the last record that was given out; null while the start is looked up. */
  position(partition: TopicPartition): number | null {
    return this.#fetcher.position(partition)?.offset ?? null
  }

  /** How many offsets there are up to the end, as far as brokers have told; null before they have. */
  lag(partition: TopicPartition): number | null {
    return this.#fetcher.state(partition).lag
  }

  /** Positions that can be committed: behind what the program is done with. */
  positions(): OffsetToCommit[] {
    return this.#intake.progress()
  }

  /** The first offset that each partition has, by `topic-partition`. */
  async beginningOffsets(partitions: readonly TopicPartition[], options?: LookUpOptions): Promise<Map<string, number>> {
    const queries = partitions.map((one) => ({ ...one, place: 'earliest' as const }))
    return offsetsIn(await this.#offsets.find(queries, options))
  }

  /** The offset behind the last record that this consumer may see, by `topic-partition`. */
  async endOffsets(partitions: readonly TopicPartition[], options?: LookUpOptions): Promise<Map<string, number>> {
    const queries = partitions.map((one) => ({ ...one, place: 'latest' as const }))
    return offsetsIn(await this.#offsets.find(queries, options))
  }

  /** The first record that is not older than a time, by `topic-partition`; null where there is none. */
  async offsetsForTimes(
    times: readonly (TopicPartition & { readonly timestampMs: number })[],
    options?: LookUpOptions,
  ): Promise<Map<string, { offset: number; timestamp: number; leaderEpoch: number } | null>> {
    const queries = times.map(({ topic, partition, timestampMs }) => ({ topic, partition, place: { timestampMs } }))
    const found = await this.#offsets.find(queries, options)
    return new Map(Array.from(found, ([name, one]) => [name, one.offset < 0 ? null : one]))
  }

  /**
   * Commits offsets to the group; by default behind all that was given out. What the program has in hand counts as
   * done up to there, so that what is committed by itself later does not fall behind it.
   */
  async commit(offsets: readonly OffsetToCommit[] = this.#intake.givenOut(), options?: OffsetOptions): Promise<void> {
    const member = this.#member()
    this.#intake.declaredDone(offsets)
    await member.commit(offsets, options)
  }

  /** Where the group stands, by `topic-partition`. */
  async committed(
    partitions: readonly TopicPartition[] = this.assignment,
    options?: OffsetOptions,
  ): Promise<Map<string, CommittedOffset>> {
    return await this.#member().committed(partitions, options)
  }

  /**
   * Who this is in its group, for a transaction that carries the offsets of what was read. If partitions have gone
   * since the program last asked for records, that is who it was then, and the group refuses the offsets. A transaction
   * over more than what was asked for once has to be ended in `onRevoked`, and aborted in `onLost`, as in Java.
   */
  groupMetadata(): GroupMetadata {
    return this.#member().metadata
  }

  /** Asks for a rebalance: for assignors whose decision depends on more than topics and members. */
  rejoin(reason?: string): void {
    this.#member().rejoin(reason)
  }

  /** Whether reading goes on, told by what has happened and not by what is connected. */
  health(): ConsumerHealth {
    const partitions = this.assignment.map((one) => this.#fetcher.state(one))
    const { sinceLastAnswerMs } = this.#cluster
    const closed = this.#closing === undefined ? null : new ClosedError('the consumer is closed')
    const client = { sinceLastAnswerMs, failure: this.#intake.failure ?? closed }
    return consumerHealth({ partitions, member: this.#source.member, client })
  }

  /**
   * Ends what is iterated, commits and leaves the group where there is one, and closes all connections: within the
   * time, whether brokers answer or not.
   */
  close({ timeoutMs = CLOSE_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(timeoutMs)
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(timeoutMs: number): Promise<void> {
    const { clock } = this.#cluster.settings
    const dueMs = clock.elapsedMs() + timeoutMs
    this.#intake.close()
    try {
      await this.#source.close({ timeoutMs })
      await this.#fetcher.close({ timeoutMs: Math.max(0, Math.min(FETCHER_CLOSE_MS, dueMs - clock.elapsedMs())) })
    } finally {
      this.#hasLeft = true
      this.#cluster.close()
    }
  }

  #open(): PartitionSource {
    if (this.#closing !== undefined) throw new ClosedError('the consumer is closed')
    return this.#source
  }

  #member(): GroupPartitions {
    if (this.#hasLeft) throw new ClosedError('the consumer is closed')
    if (this.#source instanceof GroupPartitions) return this.#source
    throw new UsageError('this consumer is in no group')
  }
}

/** For telling brokers to forget a session, which is a courtesy. */
const FETCHER_CLOSE_MS = 1_000

function sourceOf(cluster: Cluster, { group, topics, partitions, from }: Reading): PartitionSource {
  if (group !== null) return new GroupPartitions(cluster, { ...group, topics, from })
  return new ChosenPartitions(cluster, { topics, partitions, from })
}

function offsetsIn(found: ReadonlyMap<string, { offset: number }>): Map<string, number> {
  return new Map(Array.from(found, ([name, { offset }]) => [name, offset]))
}
