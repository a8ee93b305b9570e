/**
 * Reads partitions that it is told to read, for a program that keeps its own accounts: the streams runtime, or the
 * consumer on top. Answers are fetched ahead of the reader, within bounds of memory for all and for each partition;
 * what has come is taken by plain calls.
 */
import type { Cluster } from '../cluster/cluster.ts'
import { channels } from '../diagnostics.ts'
import { ClientError, ClosedError, UsageError } from '../errors.ts'
import { partitionName, type TopicPartition } from '../groups/assignment.ts'
import { Backoff, pause } from '../pause.ts'
import { isPassing } from './fetch-answer.ts'
import { FetchLoop } from './fetch-loop.ts'
import { type FetchOptions, type FetchSettings, fetchSettings } from './fetch-options.ts'
import { FetchPartition, type PartitionOwner } from './fetch-partition.ts'
import { isPosition, type PartitionStart, type Place, type Position, positionOf, type Start } from './fetch-position.ts'
import type { FetchState } from './fetch-state.ts'
import type { FetchedBatch } from './fetched-batch.ts'

export interface PollOptions {
  /** How long to wait where nothing is there. Default: 0, so that it only looks. */
  readonly maxWaitMs?: number
  readonly signal?: AbortSignal
}

/** Without a reason of ours Node would make an error, with the stack, of each poll. */
const POLL_IS_OVER = new ClosedError('the poll is over')

export class Fetcher {
  readonly #cluster: Cluster
  readonly #settings: FetchSettings
  readonly #partitions = new Map<string, FetchPartition>()
  /** Those that have something to hand out or to say. */
  readonly #ready = new Set<FetchPartition>()
  readonly #owner: PartitionOwner
  readonly #loop: FetchLoop
  readonly #unfollow: () => void
  #wake: (() => void) | null = null
  #failure: ClientError | null = null
  #isClosed = false

  constructor(cluster: Cluster, options: FetchOptions = {}) {
    this.#cluster = cluster
    this.#settings = fetchSettings(options)
    const failed = (problem: unknown) => this.#failed(problem)
    this.#loop = new FetchLoop({ cluster, settings: this.#settings, partitions: this.#partitions, failed })
    this.#unfollow = cluster.follow(() => Array.from(this.#partitions.values(), ({ topic }) => topic))
    this.#owner = {
      released: (partition, bytesBefore) => this.#loop.released(partition, bytesBefore),
      ready: (partition) => {
        this.#ready.add(partition)
        this.#wake?.()
      },
    }
  }

  /** The partitions that are read. */
  get assigned(): TopicPartition[] {
    return Array.from(this.#partitions.values(), ({ topic, partition }) => ({ topic, partition }))
  }

  /** Reads these partitions too. One that is read already goes on from the start that is given. */
  assign(starts: readonly PartitionStart[]): void {
    if (this.#isClosed) throw new ClosedError('the fetcher is closed')
    const { retryBackoffMs: firstMs, retryBackoffMaxMs: maxMs, random } = this.#cluster.settings
    this.#cluster.use(starts.map(({ topic }) => topic))
    for (const { from, ...of } of starts) {
      const name = partitionName(of)
      const known = this.#partitions.get(name)
      const made =
        known ?? new FetchPartition(of, { owner: this.#owner, backoff: new Backoff({ firstMs, maxMs, random }) })
      this.#partitions.set(name, made)
      made.moveTo(checked(positionOf(from), name))
      this.#ready.delete(made)
    }
    this.#loop.run()
  }

  /** Reads these no longer. Batches of them that are not consumed give no more records. */
  unassign(partitions: readonly TopicPartition[]): void {
    for (const one of partitions) {
      const name = partitionName(one)
      this.#forget(this.#partitions.get(name))
      this.#partitions.delete(name)
    }
    this.#loop.run()
  }

  /** Goes on from there, whatever was fetched or handed out. */
  seek(partition: TopicPartition, to: Start): void {
    const found = this.#find(partition)
    found.moveTo(checked(positionOf(to), found.name))
    this.#ready.delete(found)
    this.#loop.run()
  }

  /** Hands out nothing of these and fetches nothing, until they are resumed. What was fetched stays. */
  pause(partitions: readonly TopicPartition[]): void {
    for (const one of partitions) this.#find(one).isPaused = true
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const one of partitions) this.#find(one).isPaused = false
    if (this.#hasNews()) this.#wake?.()
    this.#loop.run()
  }

  isPaused(partition: TopicPartition): boolean {
    return this.#find(partition).isPaused
  }

  /** Behind the last record that was consumed; null as long as the start is looked up. */
  position(partition: TopicPartition): Position | null {
    return this.#find(partition).position
  }

  /** What is known of a partition without asking for it. */
  state(partition: TopicPartition): FetchState {
    const found = this.#find(partition)
    const { highWatermark, lastStableOffset, logStartOffset, lastAnswerMs, bufferedBytes, isPaused } = found
    const end = this.#settings.isolation === 'read_committed' ? lastStableOffset : highWatermark
    const isKnown = end >= 0 && found.place === null
    const nowMs = this.#cluster.settings.clock.elapsedMs()
    return {
      topic: found.topic,
      partition: found.partition,
      position: found.position,
      lag: isKnown ? Math.max(0, end - found.offset) : null,
      highWatermark: highWatermark < 0 ? null : highWatermark,
      lastStableOffset: lastStableOffset < 0 ? null : lastStableOffset,
      logStartOffset: logStartOffset < 0 ? null : logStartOffset,
      sinceLastFetchMs: lastAnswerMs === null ? null : nowMs - lastAnswerMs,
      bufferedBytes,
      isPaused,
      problem: found.problem,
    }
  }

  /**
   * What has come, those of one partition one behind the other and in their order; empty where nothing has.
   *
   * @throws ClientError what stops a partition, with each call, until it is sought elsewhere, paused or unassigned.
   */
  take(): FetchedBatch[] {
    const { batches } = this.#take()
    if (channels.poll.hasSubscribers) this.#tellPolled(batches, 0)
    return batches
  }

  /**
   * What has come, or comes within a time. Empty where nothing does, and also where a partition has moved on past
   * what nobody is shown, such as aborted transactions.
   */
  async poll(options: PollOptions = {}): Promise<FetchedBatch[]> {
    const { clock } = this.#cluster.settings
    const beganMs = clock.elapsedMs()
    const batches = await this.#poll(options)
    if (channels.poll.hasSubscribers) this.#tellPolled(batches, clock.elapsedMs() - beganMs)
    return batches
  }

  async #poll({ maxWaitMs = 0, signal }: PollOptions): Promise<FetchedBatch[]> {
    const first = this.#take()
    if (first.hasMoved || maxWaitMs <= 0) return first.batches
    if (this.#wake !== null) throw new UsageError('a fetcher is polled by one caller at a time')
    const { clock } = this.#cluster.settings
    const dueMs = clock.elapsedMs() + maxWaitMs
    for (let leftMs = maxWaitMs; leftMs > 0; leftMs = dueMs - clock.elapsedMs()) {
      if (!(await this.#woken(leftMs, signal))) break
      const { batches, hasMoved } = this.#take()
      if (hasMoved) return batches
    }
    return this.#take().batches
  }

  /** Ends within the time; what the brokers remember of this fetcher they are told to forget, if they can be reached. */
  async close({ timeoutMs = 1_000 }: { timeoutMs?: number } = {}): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const one of this.#partitions.values()) this.#forget(one)
    this.#partitions.clear()
    this.#unfollow()
    this.#wake?.()
    await this.#loop.close(timeoutMs)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #tellPolled({ length: batches }: readonly FetchedBatch[], durationMs: number): void {
    channels.poll.publish({ clientId: this.#cluster.settings.clientId, batches, durationMs })
  }

  #take(): { batches: FetchedBatch[]; hasMoved: boolean } {
    this.#refuse()
    const batches: FetchedBatch[] = []
    let hasMoved = false
    for (const partition of this.#ready) {
      if (partition.isPaused) continue
      if (partition.handOut(batches)) hasMoved = true
      if (!partition.hasNews) this.#ready.delete(partition)
    }
    return { batches, hasMoved }
  }

  /** Throws what stands in the way. */
  #refuse(): void {
    if (this.#isClosed) throw new ClosedError('the fetcher is closed')
    const failure = this.#failure
    this.#failure = null
    if (failure !== null) throw failure
    for (const { problem, isPaused } of this.#ready) if (problem !== null && !isPaused) throw problem
  }

  #hasNews(): boolean {
    if (this.#failure !== null || this.#isClosed) return true
    for (const { isPaused } of this.#ready) if (!isPaused) return true
    return false
  }

  /** Whether something came within the time. */
  async #woken(maxWaitMs: number, signal: AbortSignal | undefined): Promise<boolean> {
    const over = new AbortController()
    const woken = new Promise<true>((resolve) => {
      this.#wake = () => resolve(true)
    })
    try {
      const signals = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal])
      const late = pause(this.#cluster.settings.clock, maxWaitMs, signals).then(() => false)
      return await Promise.race([woken, late])
    } finally {
      this.#wake = null
      over.abort(POLL_IS_OVER)
    }
  }

  #find(of: TopicPartition): FetchPartition {
    const found = this.#partitions.get(partitionName(of))
    if (found === undefined) throw new UsageError(`${partitionName(of)} is not assigned`)
    return found
  }

  #forget(partition: FetchPartition | undefined): void {
    if (partition === undefined) return
    partition.forget()
    this.#ready.delete(partition)
  }

  /** What does not pass by itself is said by the next poll. */
  #failed(problem: unknown): void {
    if (this.#isClosed) return
    if (!(problem instanceof ClientError)) throw problem
    const { logger } = this.#cluster.settings
    const passes = problem.retriable || problem instanceof ClosedError || isPassing(problem.code)
    if (passes) return logger.debug({ error: problem }, 'a fetch failed and is tried again')
    this.#failure = problem
    this.#wake?.()
  }
}

function checked<To extends Position | Place>(to: To, name: string): To {
  const isWrong = isPosition(to) && !(Number.isSafeInteger(to.offset) && to.offset >= 0)
  if (isWrong) throw new UsageError(`${name}: expected an offset of 0 or more, found ${to.offset}`)
  return to
}
