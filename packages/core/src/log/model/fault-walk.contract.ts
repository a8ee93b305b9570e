/**
 * Lets the disk fail at one call after the other of a story in which a data directory does all that it can do,
 * and looks each time whether it stands by its word: what was taken can be read, then and after a restart; what
 * was said to be durable survives a loss of power too; and after a failed write nothing more is taken.
 */
import assert from 'node:assert/strict'
import { type DiskAction, DiskError } from '../../host/disk.ts'
import { FaultyDisk } from '../../host/faulty-disk.ts'
import { silentLogger } from '../../host/logger.ts'
import { ManualClock } from '../../host/manual-clock.ts'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { SeededRandom } from '../../host/random.ts'
import { batches } from '../../records/batches.ts'
import { DataDirectory } from '../data-directory.ts'
import type { Partition } from '../file-names.ts'
import { defaultLogConfig } from '../log-config.ts'
import type { PartitionLog } from '../partition-log.ts'
import { draftBatch, draftMarker } from './log-model-batches.contract.ts'
import { type Failing, GROWING, Refusals } from './refusals.contract.ts'

const topicId = 'Zgk6oYHtSByXZtFFkXKPmQ'
const [orders, users, brief] = ['orders', 'users', 'brief'].map((topic) => ({ topic, partition: 0 })) as [
  Partition,
  Partition,
  Partition,
]

/** Tells the story and lets the disk fail in it as said. Gives how many calls there were. */
export async function walkPast(failing: Failing): Promise<number> {
  const walk = new Walk(failing)
  await walk.tell()
  await walk.check()
  return walk.refusals.calls
}

/** Tells the story on a good disk, ends the process, and lets the disk fail in the start after that. */
export async function walkPastStart(failing: Failing): Promise<number> {
  const walk = new Walk({ ...failing, at: Number.POSITIVE_INFINITY })
  await walk.tell()
  return await walk.checkStart(failing)
}

interface Stored {
  readonly partition: Partition
  readonly offset: number
  readonly bytes: Buffer
}

class Walk {
  readonly refusals: Refusals
  readonly #failing: Failing
  readonly #clock = new ManualClock(1_700_000_000_000)
  readonly #memory = new MemoryDisk({ clock: this.#clock, crashable: true })
  readonly #disk = new FaultyDisk(this.#memory, { random: new SeededRandom(1), clock: this.#clock })
  #directory: DataDirectory | null = null
  #producers = 0
  #stored: Stored[] = []
  #durable: Stored[] = []
  /** What the disk refused, as far as somebody was told. */
  readonly #refused: DiskAction[] = []

  constructor(failing: Failing) {
    this.#failing = failing
    this.refusals = new Refusals(failing)
    this.#disk.refuse = (action) => this.refusals.refuse(action)
  }

  async tell(): Promise<void> {
    await this.#step(async () => {
      this.#directory = await this.#open(this.#disk)
    })
    for (const partition of [orders, users, brief]) await this.#step(() => this.#directory?.create(partition, topicId))
    await this.#append(orders, 8)
    await this.#append(users, 30)
    await this.#append(brief, 3)
    await this.#step(() => this.#directory?.checkpoint())
    await this.#step(() => this.#log(orders)?.moveStartTo(3))
    await this.#step(() => this.#directory?.applyRetention())
    await this.#append(orders, 6)
    await this.#compact()
    this.#forget(brief)
    await this.#step(() => this.#directory?.delete(brief, 'a1b2'))
    await this.#append(orders, 3)
    await this.#step(() => this.#directory?.flushIfDue())
  }

  async check(): Promise<void> {
    const { end, at, how } = this.#failing
    const directory = this.#directory
    const { refuse } = this.#disk
    // Reads go on also while writes are refused.
    if (how === 'hiccup') this.#disk.refuse = () => undefined
    if (directory !== null) {
      this.#checkReads(directory, this.#stored)
      this.#checkAppends(directory)
      this.#disk.refuse = refuse
      await this.#step(() => directory.close())
    }
    this.#disk.refuse = () => undefined
    assert.equal(this.#disk.openFiles, 0, `${this.#disk.openFiles} files are open`)
    assert.equal(this.#clock.pendingTimers, 0)
    if (this.#disk.facts('/data') !== undefined) this.#disk.lock('/data').release()
    const after = end === 'kill' ? this.#memory.kill() : this.#memory.crash(new SeededRandom(at))
    const reopened = await this.#open(after)
    this.#checkReads(reopened, end === 'kill' ? this.#stored : this.#durable)
    await reopened.close()
  }

  /** Gives how many calls the start took. */
  async checkStart(failing: Failing): Promise<number> {
    const { at, end } = failing
    const [stored, random] = [end === 'kill' ? this.#stored : this.#durable, new SeededRandom(at)]
    const memory = end === 'kill' ? this.#memory.kill() : this.#memory.crash(random)
    const disk = new FaultyDisk(memory, { random, clock: this.#clock })
    const refusals = new Refusals(failing)
    disk.refuse = (action) => refusals.refuse(action)
    await this.#step(async () => {
      await this.#open(disk)
    })
    disk.refuse = () => undefined
    const reopened = await this.#open(end === 'kill' ? memory.kill() : memory.crash(random))
    this.#checkReads(reopened, stored)
    await reopened.close()
    return refusals.calls
  }

  #open(disk: MemoryDisk | FaultyDisk): Promise<DataDirectory> {
    const common = { ...defaultLogConfig, segmentBytes: 500, indexIntervalBytes: 50, flushMs: 0 }
    const compacted = { cleanupPolicy: { delete: false, compact: true }, minCleanableDirtyRatio: 0.1 }
    return DataDirectory.open({
      path: '/data',
      disk,
      clock: this.#clock,
      logger: silentLogger,
      warmLimits: { segments: 2, bytes: 1e9 },
      configOf: (topic) => (topic === 'users' ? { ...common, ...compacted } : common),
    })
  }

  #log(partition: Partition): PartitionLog | undefined {
    return this.#directory?.log(partition)
  }

  /** Only the disk may be what goes wrong. */
  async #step(run: () => unknown): Promise<void> {
    try {
      await run()
    } catch (problem) {
      if (!(problem instanceof DiskError)) throw problem
      this.#refused.push(problem.action)
    }
  }

  /** Appends so many batches, transactions that are aborted among them, in new epochs now and then, and flushes. */
  async #append(partition: Partition, count: number): Promise<void> {
    for (let index = 0; index < count; index++) {
      const shape = { count: 1, valueBytes: 60, compression: 'none', timestamp: this.#clock.nowMs() } as const
      const producerId = this.#producers++
      const producer = { producerId, producerEpoch: 0, baseSequence: 0, isTransactional: index % 3 === 0 }
      const isAppended = this.#store(partition, draftBatch({ ...shape, ...producer }).bytes, 'client')
      if (!isAppended || index % 3 !== 0) continue
      const marker = { type: 'ABORT', producerId, producerEpoch: 0, timestamp: shape.timestamp } as const
      this.#store(partition, draftMarker(marker), 'coordinator')
    }
    await this.#step(async () => {
      const stored = [...this.#stored]
      await this.#log(partition)?.flush()
      this.#durable = this.#durable.filter((one) => one.partition !== partition)
      this.#durable.push(...stored.filter((one) => one.partition === partition))
    })
  }

  #store(partition: Partition, bytes: Buffer, origin: 'client' | 'coordinator'): boolean {
    const log = this.#log(partition)
    if (log === undefined) return false
    const outcome = log.append(bytes, { origin, leaderEpoch: Math.floor(log.endOffset / 4) })
    if (outcome.kind === 'appended') {
      this.#stored.push({ partition, offset: outcome.firstOffset, bytes: Buffer.from(bytes) })
      return true
    }
    if (outcome.error === 'KAFKA_STORAGE_ERROR') assert.match(outcome.message, new RegExp(this.refusals.code))
    else assert.match(outcome.error, /INVALID_PRODUCER_EPOCH|OUT_OF_ORDER_SEQUENCE_NUMBER|INVALID_TXN_STATE/)
    return false
  }

  /** Lets a compaction pass over the users begin and end. */
  async #compact(): Promise<void> {
    this.#clock.advance(15_000)
    for (let turn = 0; turn < 40; turn++) {
      this.#clock.advance(0)
      await new Promise((resolve) => setImmediate(resolve))
    }
    // All have the same key: whatever was compacted may be gone.
    this.#forget(users)
  }

  #forget(partition: Partition): void {
    this.#stored = this.#stored.filter((one) => one.partition !== partition)
    this.#durable = this.#durable.filter((one) => one.partition !== partition)
  }

  #checkReads(directory: DataDirectory, stored: readonly Stored[]): void {
    for (const { partition, offset, bytes } of stored) {
      const log = directory.log(partition)
      assert.ok(log !== undefined, `${partition.topic} has a log`)
      if (offset < log.startOffset) continue
      const read = log.read({ offset, maxBytes: 1, atLeastOne: true, isolation: 'uncommitted' })
      assert.ok(read.kind === 'read', `offset ${offset} of ${partition.topic} is there`)
      const [found] = batches(read.records)
      assert.ok(found?.bytes.equals(bytes) === true, `the batch at ${offset} of ${partition.topic}`)
      log.read({ offset, maxBytes: 1_000, atLeastOne: true, isolation: 'committed' })
    }
  }

  #checkAppends(directory: DataDirectory): void {
    const isWriting = this.#refused.some((action) => GROWING.includes(action) || action === 'remove')
    if (isWriting) assert.ok(directory.failure !== null, `offline, since the disk refused ${this.#refused.join(', ')}`)
    for (const { topic, partition } of directory.partitions()) {
      const isStored = this.#store({ topic, partition }, plain(this.#clock.nowMs()), 'client')
      assert.equal(isStored, directory.failure === null, `${topic} takes a batch`)
    }
  }
}

function plain(timestamp: number): Buffer {
  const nobody = { producerId: -1, producerEpoch: -1, baseSequence: -1, isTransactional: false }
  return draftBatch({ count: 1, valueBytes: 10, compression: 'none', timestamp, ...nobody }).bytes
}
