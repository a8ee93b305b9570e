/**
 * Sends records to a Kafka cluster. `send` writes a record into a batch and returns; batches go out by themselves,
 * many in a request, and are sent again until they are delivered, in their order and without doubles, or too old.
 */
import { Cluster } from '../cluster/cluster.ts'
import { unlessAborted, within } from '../deadline.ts'
import { type ClientError, ClosedError, UsageError } from '../errors.ts'
import { sinceMs } from '../health.ts'
import type { GroupMetadata, OffsetToCommit } from '../transactions/group-offsets.ts'
import type { Transactions, WaitOptions } from '../transactions/transactions.ts'
import { awaitedDelivery } from './awaited-delivery.ts'
import { BatchEndings } from './batch-endings.ts'
import { BufferMemory } from './buffer-memory.ts'
import { MetadataKeeper } from './metadata-keeper.ts'
import { openIdentity } from './opened-identity.ts'
import { Outstanding } from './outstanding.ts'
import type { PartitionQueue } from './partition-queue.ts'
import { PartitionWriter } from './partition-writer.ts'
import { ProducerGate } from './producer-gate.ts'
import type { ProducerHealth } from './producer-health.ts'
import { type ProducerOptions, type ProducerSettings, producerSettings } from './producer-options.ts'
import type { Delivered, ProducerRecord, RecordMetadata } from './record.ts'
import { RecordIntake } from './record-intake.ts'
import { Sender } from './sender.ts'
import { UnreportedFailures } from './unreported-failures.ts'

const CLOSE_TIMEOUT_MS = 30_000

/**
 * ```ts
 * await using producer = new Producer({ brokers: ['localhost:9092'] })
 * for (const order of orders) {
 *   if (!producer.send({ topic: 'orders', key: order.id, value: JSON.stringify(order) })) await producer.ready()
 * }
 * await producer.flush()
 * ```
 */
export class Producer {
  readonly #settings: ProducerSettings
  readonly #cluster: Cluster
  readonly #memory: BufferMemory
  readonly #outstanding: Outstanding
  readonly #failures: UnreportedFailures
  readonly #metadata: MetadataKeeper
  readonly #sender: Sender
  readonly #endings: BatchEndings
  readonly #intake: RecordIntake
  readonly #gate: ProducerGate
  readonly #transactions: Transactions | undefined
  #closing: Promise<void> | undefined

  /** @throws UsageError for options that contradict each other. */
  constructor(options: ProducerOptions) {
    const settings = producerSettings(options)
    const cluster = new Cluster(settings, { createsTopics: settings.createsTopics })
    this.#settings = settings
    this.#cluster = cluster
    this.#outstanding = new Outstanding(settings.clock)
    this.#failures = new UnreportedFailures(settings)
    this.#metadata = new MetadataKeeper(cluster, () => this.#sender.wake())
    const { batchBytes, bufferBytes, compression, maxRequestBytes } = settings
    this.#memory = new BufferMemory(bufferBytes, { maxBytes: Math.min(batchBytes, maxRequestBytes), compression })
    const { transactions, identity } = openIdentity(cluster, settings, {
      allDone: () => this.#allDone(),
      giveUp: (problem, options) => this.#giveUp(problem, options),
      shut: (problem) => this.#gate.shut(problem),
      changed: () => {
        this.#gate.look()
        this.#sender.wake()
      },
    })
    this.#transactions = transactions
    this.#gate = new ProducerGate(this.#memory, transactions?.state)
    const shared = { settings, cluster, memory: this.#memory, outstanding: this.#outstanding, metadata: this.#metadata }
    const failures = this.#failures
    this.#endings = new BatchEndings({ ...shared, failures, identity: () => identity })
    const tick = (nowMs: number) => this.#intake.tick(nowMs)
    this.#sender = new Sender({ ...shared, endings: this.#endings, identity: () => identity, tick })
    const opened = (queue: PartitionQueue) => {
      identity?.opened(queue)
      this.#sender.opened(queue)
    }
    const birth = () => ({ createdMs: settings.clock.elapsedMs(), generation: this.#outstanding.add() })
    const ground = { memory: this.#memory, maxRequestBytes, birth, opened }
    this.#intake = new RecordIntake({ ...shared, failures, ground, wake: () => this.#sender.wake() })
  }

  /** Whether records are delivered, told by what has happened and not by what is connected. */
  health(): ProducerHealth {
    const nowMs = this.#settings.clock.elapsedMs()
    const { oldestMs, ...batches } = this.#sender.backlog
    const oldest = [oldestMs, this.#intake.oldestMs].filter((one) => one !== null)
    return {
      ...batches,
      bufferedBytes: this.bufferedBytes,
      oldestUndeliveredMs: oldest.length === 0 ? null : nowMs - Math.min(...oldest),
      sinceLastDeliveryMs: sinceMs(nowMs, this.#endings.lastDeliveryMs),
      sinceLastAnswerMs: this.#cluster.sinceLastAnswerMs,
      transaction: this.#transactions?.state.phase ?? null,
      failure: this.#gate.failure,
    }
  }

  /** Bytes of memory that records which are not delivered yet take. */
  get bufferedBytes(): number {
    return this.#memory.usedBytes
  }

  /**
   * Takes a record. True says: more may come. False says: it was taken, and now wait for `ready()`, because the
   * memory for records is full; whoever sends on and on nevertheless meets a BufferFullError. `onDelivered` is
   * called once, when the record is delivered or given up. Without it, failures go to `onError` and to `flush()`.
   *
   * @throws ClosedError, BufferFullError, BrokerError MESSAGE_TOO_LARGE, UsageError and EncodeError for what cannot
   * be sent, and within a transaction that has failed an AbortableError, FencedError or FatalError.
   */
  send(record: ProducerRecord, onDelivered?: Delivered): boolean {
    this.#gate.pass()
    this.#intake.take(record, onDelivered)
    return !this.#memory.isFull
  }

  /** Sends a record and waits for its delivery; where the memory is full, for room before that. */
  async sendAndWait(record: ProducerRecord, { signal }: WaitOptions = {}): Promise<RecordMetadata> {
    while (this.#memory.isFull) await this.ready({ signal })
    const send = (onDelivered: Delivered) => void this.send(record, onDelivered)
    return await awaitedDelivery(send, { failures: this.#failures, signal })
  }

  /** Resolves when there is room for more records. */
  ready({ signal }: WaitOptions = {}): Promise<void> {
    return unlessAborted(this.#memory.ready(), signal)
  }

  /** The short way into one partition, for whoever chooses partitions by himself. */
  partitionWriter(topic: string, partition: number): PartitionWriter {
    const { clientId } = this.#settings
    const parts = { gate: this.#gate, memory: this.#memory, clientId }
    return new PartitionWriter(this.#intake.queue(topic, partition), parts)
  }

  /** The number of a topic's partitions. */
  async partitionCount(topic: string, { signal }: WaitOptions = {}): Promise<number> {
    const { clock, maxBlockMs } = this.#settings
    return await this.#metadata.partitionCount(topic, { deadlineMs: clock.elapsedMs() + maxBlockMs, signal })
  }

  /**
   * Sends everything that was taken so far without waiting for more, and resolves when it is delivered. Rejects
   * with the first failure of a record without callback since the last `flush()`.
   */
  async flush({ signal }: WaitOptions = {}): Promise<void> {
    await unlessAborted(this.#allDone(), signal)
    const failure = this.#failures.take()
    if (failure !== undefined) throw failure
  }

  /**
   * To be called once before the first transaction: fences earlier producers of the transactional id off, and aborts
   * what they left open. A call that fails with a retriable error may be made again.
   */
  async initTransactions(options?: WaitOptions): Promise<void> {
    await this.#transactional().init(options)
  }

  /** Begins a transaction, to which all belongs that is sent until `commit()` or `abort()`. */
  begin(): void {
    this.#transactional().begin()
  }

  /** Adds a group's offsets to the transaction: they count from its commit on. */
  async sendOffsets(offsets: readonly OffsetToCommit[], group: GroupMetadata, options?: WaitOptions): Promise<void> {
    await this.#transactional().sendOffsets(offsets, group, options)
  }

  /**
   * Delivers what was sent and makes it visible, all at once.
   *
   * @throws AbortableError: `abort()`, and do it again. FencedError: another producer has the transactional id.
   * FatalError: close the producer; with the code INVALID_TXN_STATE the coordinator has aborted what took too long, and
   * a new producer may do it again (before transactions of version 2 that was a FencedError). TimeoutError: it is not known yet; call `commit()` again.
   */
  async commit(options?: WaitOptions): Promise<void> {
    await this.#transactional().commit(options)
  }

  /** Ends the transaction as if nothing had been sent. */
  async abort(options?: WaitOptions): Promise<void> {
    await this.#transactional().abort(options)
  }

  /**
   * Takes no more records, delivers those that were taken (an open transaction is aborted), and lets go of all
   * connections. What is not delivered by `timeoutMs` is given up. Default: 30 s.
   */
  close(options: { timeoutMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#close(options.timeoutMs ?? CLOSE_TIMEOUT_MS)
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(timeoutMs: number): Promise<void> {
    const closed = new ClosedError('the producer is closed')
    this.#gate.shut(closed)
    const { clock } = this.#settings
    const done = (this.#transactions?.abandon() ?? Promise.resolve()).then(() => this.#allDone())
    // What is not done in time is given up.
    await within(done, { clock, deadlineMs: clock.elapsedMs() + timeoutMs, what: 'closing the producer' }).catch(
      () => {},
    )
    this.#giveUp(closed, { everything: true })
    this.#sender.close()
    this.#metadata.close()
    this.#memory.close()
    this.#cluster.close()
  }

  #allDone(): Promise<void> {
    const done = this.#outstanding.allDone()
    this.#sender.wake()
    return done
  }

  #giveUp(problem: ClientError, options: { everything: boolean }): void {
    this.#intake.giveUp(problem)
    this.#sender.giveUp(problem, options)
  }

  #transactional(): Transactions {
    if (this.#transactions === undefined) throw new UsageError('expected a producer with a transactionalId')
    if (this.#gate.shutBy !== null) throw this.#gate.shutBy
    return this.#transactions
  }
}
