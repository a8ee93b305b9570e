/**
 * Runs a topology without a broker: all its sub-topologies as one task with one partition of each topic. Records
 * are piped in one by one and worked off at once, what comes out is kept by topic, and what goes to a topic that
 * the topology itself reads is taken in again. Time stands still but for `advanceWallClock`. It is the runtime's
 * own processing code that runs; only broker, partitions and time are replaced. Each record is followed by a
 * commit, so that caches hold nothing back, unless a commit interval is given.
 */

import { systemClock } from '@millrace/core/host'
import type { StateStore } from '../store/contract/state-store.ts'
import { ByteBudget } from '../store/layers/byte-budget.ts'
import { openStore } from '../store/open/open-store.ts'
import { StoreQueries } from '../store/queries/store-queries.ts'
import { Turns } from '../store/queries/turns.ts'
import { taskNodesOf } from '../task/global-nodes.ts'
import { GlobalTask } from '../task/global-task.ts'
import { StreamTask } from '../task/stream-task.ts'
import { type Duration, durationMs } from '../time/duration.ts'
import type { TopicOf } from '../topology/topic.ts'
import type { Topology } from '../topology/topology.ts'
import { ByteBlocks } from './byte-blocks.ts'
import { CommitTimer } from './commit-timer.ts'
import { restoreDriven } from './driven-changelogs.ts'
import { DrivenDisk } from './driven-disk.ts'
import { DrivenLocalStores } from './driven-local-stores.ts'
import { DrivenRecord, type PipedRecord } from './driven-record.ts'
import { DrivenStores } from './driven-stores.ts'
import { DrivenTopic } from './driven-topic.ts'
import { InputTopic } from './input-topic.ts'
import { OutputTopic } from './output-topic.ts'
import { ProducedRecord } from './produced-record.ts'
import {
  type AnsweredFailure,
  type DrivenPunctuation,
  type TestDriverOptions,
  testConfig,
} from './test-driver-options.ts'

export class TestDriver implements Disposable, AsyncDisposable {
  /** The stores by their kinds, to be read and written. */
  readonly stores: DrivenStores
  /** The stores as a program reads them from outside of processing. */
  readonly queries: StoreQueries
  /** What could not be read, processed or written so far. */
  readonly failures: AnsweredFailure[] = []
  readonly #globalTask: GlobalTask
  readonly #task: StreamTask
  readonly #topics = new Map<string, DrivenTopic>()
  readonly #writtenBytes = new ByteBlocks()
  /** Records that have been written and not yet taken in again or put to their topic. */
  readonly #outgoing: ProducedRecord[] = []
  readonly #commitTimer: CommitTimer
  readonly #disk: DrivenDisk | null
  readonly #local: DrivenLocalStores
  #nowMs: number

  constructor(topology: Topology, options: TestDriverOptions = {}, disk: DrivenDisk | null = null) {
    const { config = {}, startTime = 0, commitInterval, changelogs } = options
    this.#disk = disk
    this.#nowMs = startTime
    this.#commitTimer = new CommitTimer(commitInterval ?? null, startTime)
    const whole = { ...testConfig, ...config }
    const wallClock = () => this.#nowMs
    const spaceOfGlobal = (store: string) => disk?.spaceOfGlobal(store) ?? null
    this.#globalTask = new GlobalTask({ topology, config: whole, wallClock, openStore, spaceOf: spaceOfGlobal })
    this.#task = new StreamTask({
      topology,
      nodes: taskNodesOf(topology),
      taskId: '0_0',
      config: whole,
      collector: {
        partitionsOf: () => 1,
        send: (record) => void this.#outgoing.push(new ProducedRecord(record, this.#writtenBytes)),
      },
      wallClock,
      openStore,
      spaceOf: (store) => disk?.spaceOf(store) ?? null,
      globalStores: this.#globalTask.stores,
      onFailureAnswer: (failure, answer) => void this.failures.push({ failure, answer }),
      cacheBudget: whole.cacheMaxBytes > 0 ? new ByteBudget(whole.cacheMaxBytes) : null,
    })
    if (changelogs !== undefined) restoreDriven(this.#task.restoredStores(disk?.place ?? null), changelogs)
    this.#task.start()
    const findStore = (name: string) =>
      this.#task.stores.find((store) => store.name === name) ?? this.#globalTask.stores.get(name)
    this.stores = new DrivenStores(topology, findStore)
    const committedOf = (store: string) => disk?.committedOf(store) ?? null
    this.#local = new DrivenLocalStores({ topology, task: this.#task, find: findStore, committedOf })
    this.queries = new StoreQueries({ local: this.#local, turns: new Turns({ clock: systemClock }), view: 'latest' })
    for (const name of this.#task.sourceTopics) this.#topics.set(name, new DrivenTopic(name, 'task'))
    for (const name of this.#globalTask.topics) this.#topics.set(name, new DrivenTopic(name, 'global store'))
  }

  /**
   * A driver whose stores lie on disk, in a folder of their own, as they do in an application: those that the topology
   * does not place in memory. What a driver has left there, the next one finds. It is closed by `await using`.
   */
  static async onDisk(topology: Topology, folder: string, options: TestDriverOptions = {}): Promise<TestDriver> {
    return new TestDriver(topology, options, await DrivenDisk.open(topology, folder))
  }

  /** Where records of this topic are piped in. */
  input<K, V>(topic: TopicOf<K, V>): InputTopic<K, V> {
    return new InputTopic(topic, (record) => this.pipe(record))
  }

  /** What came out to this topic. */
  output<K, V>(topic: TopicOf<K, V>): OutputTopic<K, V> {
    return new OutputTopic(topic, this.produced(topic.name))
  }

  /** Pipes one record in, in bytes, and works until nothing is left to do. */
  pipe(record: PipedRecord): void {
    const topic = this.#topics.get(record.topic)
    if (topic === undefined || topic.reader === null) {
      const known = [...this.#topics.values()].filter(({ reader }) => reader !== null).map(({ name }) => name)
      throw new RangeError(`topic ${record.topic} is not read by the topology; it reads ${known.join(', ')}`)
    }
    this.#takeIn(topic, record, record.timestamp)
    this.#work()
  }

  /** Lets the wall clock go on by so many milliseconds, at once, and does what is due then. */
  advanceWallClock(duration: Duration): void {
    this.#nowMs += durationMs(duration, 'time that passes')
    this.#task.punctuateWallClock()
    this.#commitIfDue()
    this.#work()
  }

  /** Commits now: caches let go of what they hold back. Needed only where there is a commit interval. */
  commit(): void {
    if (!this.#task.isSettled) throw new Error('a commit waits for asynchronous operators: await settle() first')
    this.#commit()
    this.#work()
  }

  /**
   * Waits until asynchronous operators have answered, and what came of it has been worked off. Where nothing is under
   * way but calls that rest until they are made again, the wall clock moves on to the next of them.
   */
  async settle(): Promise<void> {
    while (!this.#task.isSettled) {
      const { pendingWork } = this.#task.state
      if (pendingWork.isRunning || pendingWork.hasResults) await pendingWork.whenChanged()
      else this.advanceWallClock(pendingWork.nextMs - this.#nowMs)
      this.#work()
    }
  }

  get wallClockMs(): number {
    return this.#nowMs
  }

  /** All topics that something was written to, internal ones included. */
  get producedTopics(): readonly string[] {
    return [...this.#topics.values()].filter(({ written }) => written !== null).map(({ name }) => name)
  }

  /** What was written to a topic, in order, in bytes. Whoever takes records out of the list has read them. */
  produced(topic: string): ProducedRecord[] {
    const driven = this.#topic(topic)
    driven.written ??= []
    return driven.written
  }

  store<Store extends StateStore>(name: string): Store | null {
    return this.stores.store(name)
  }

  /** The punctuations that are to come, by stream time and by the wall clock. */
  get punctuations(): readonly DrivenPunctuation[] {
    const { streamTimePunctuations, wallClockPunctuations } = this.#task.state
    return [
      ...streamTimePunctuations.scheduled.map((due) => ({ ...due, type: 'stream-time' as const })),
      ...wallClockPunctuations.scheduled.map((due) => ({ ...due, type: 'wall-clock-time' as const })),
    ]
  }

  /** How many records were dropped, by reason. */
  get dropped(): ReadonlyMap<string, number> {
    return this.#task.state.dropped
  }

  close(): void {
    this.#task.close()
    this.#globalTask.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Closes a driver whose stores lie on disk; its folder can be removed, or opened again, when that is done. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
    await this.#disk?.close()
  }

  #work(): void {
    this.#takeOutgoing()
    do {
      while (this.#task.isProcessable(this.#nowMs)) {
        this.#task.process()
        this.#endStep()
      }
    } while (this.#deliver())
  }

  #deliver(): boolean {
    const hasDelivered = this.#task.deliver()
    if (hasDelivered) this.#endStep()
    return hasDelivered
  }

  #endStep(): void {
    this.#task.punctuateStreamTime()
    this.#commitIfDue()
    this.#takeOutgoing()
  }

  #commitIfDue(): void {
    const isRequested = this.#task.state.isCommitRequested
    if (this.#task.isSettled && this.#commitTimer.isDue(this.#nowMs, { isRequested })) this.#commit()
  }

  #commit(): void {
    this.#task.flush()
    this.#disk?.commit()
    this.#local.committed()
    this.#commitTimer.committed(this.#nowMs)
  }

  #takeOutgoing(): void {
    const outgoing = this.#outgoing
    try {
      // Taking a record in may write another: one that cannot be read goes to its dead letter topic.
      for (let index = 0; index < outgoing.length; index++) this.#takeOut(outgoing[index] as ProducedRecord)
    } finally {
      // Unlike a list that is cut to nothing, one that is emptied keeps its room.
      while (outgoing.length > 0) outgoing.pop()
    }
  }

  #takeOut(record: ProducedRecord): void {
    const topic = this.#topic(record.topic)
    if (topic.written === null) topic.written = [record]
    else topic.written.push(record)
    if (topic.reader !== null) this.#takeIn(topic, record, record.timestamp ?? this.#nowMs)
  }

  #takeIn(topic: DrivenTopic, record: PipedRecord | ProducedRecord, timestamp: number): void {
    const driven = new DrivenRecord(record, { offset: topic.takeOffset(), timestamp })
    if (topic.reader === 'task') return this.#task.add(driven)
    this.#globalTask.process(driven)
    this.#disk?.commitGlobal()
  }

  #topic(name: string): DrivenTopic {
    const known = this.#topics.get(name)
    if (known !== undefined) return known
    const topic = new DrivenTopic(name, null)
    this.#topics.set(name, topic)
    return topic
  }
}
