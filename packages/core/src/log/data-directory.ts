/**
 * A data directory: the logs of all its partitions, and what belongs to all of them together. It is one
 * process's alone; it remembers how far each log is durable and where it begins; it lets old segments
 * go; and it knows whether it was closed properly, so that a start knows what to read again.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Clock } from '../host/clock.ts'
import type { DirectoryLock, Disk, DiskSpace } from '../host/disk.ts'
import type { Logger } from '../host/logger.ts'
import { Checkpoint } from './checkpoint/checkpoint.ts'
import { META_PROPERTIES, type MetaProperties, metaPropertiesFormat } from './checkpoint/meta-properties.ts'
import type { OpenLog } from './cleaner.ts'
import { DirectoryCheckpoints, type NotedHistory } from './directory-checkpoints.ts'
import { CLUSTER_METADATA, type DirectoryOwner } from './directory-owner.ts'
import { DiskHealth } from './disk-health.ts'
import { type Partition, partitionDirectoryName } from './file-names.ts'
import type { LogConfig } from './log-config.ts'
import { openLog } from './open-log.ts'
import { OrderedChanges } from './ordered-changes.ts'
import { PartitionDirectories } from './partition-directories.ts'
import type { PartitionLog } from './partition-log.ts'
import { Removals } from './removals.ts'
import { type WarmLimits, WarmSegments } from './segment/warm-segments.ts'
import { startUp } from './start-up.ts'
import { inTurns } from './turns.ts'
import { PRODUCER_EXPIRATION_MS, Upkeep, type UpkeepOptions } from './upkeep.ts'

export interface DataDirectoryOptions extends UpkeepOptions {
  readonly path: string
  readonly disk: Disk
  readonly clock: Clock
  readonly logger: Logger
  /** A topic's settings, asked for when one of its partitions is opened or made. */
  readonly configOf: (topic: string) => LogConfig
  readonly warmLimits?: WarmLimits
  /** Who keeps the metadata of what is in the directory. Default: nobody; a metadata log that is there is left alone. */
  readonly owner?: DirectoryOwner
}

/** What there is to know of a log that was never there. */
const NO_HISTORY: NotedHistory = { hadCleanShutdown: true, recoveryPoint: 0, startOffset: 0 }

export class DataDirectory {
  readonly #options: DataDirectoryOptions
  readonly #health: DiskHealth
  readonly #warm: WarmSegments
  readonly #lock: DirectoryLock
  readonly #directories: PartitionDirectories
  readonly #checkpoints: DirectoryCheckpoints
  readonly #upkeep: Upkeep
  readonly #removals: Removals
  readonly #logs = new Map<string, OpenLog>()
  /** A log is made after the deletion of one of its name, and deleted when it is wholly made. */
  readonly #changes = new OrderedChanges()
  #closed: Promise<void> | null = null

  private constructor(
    options: DataDirectoryOptions,
    taken: { directories: PartitionDirectories; lock: DirectoryLock },
  ) {
    const { disk, path, clock, logger } = options
    this.#options = options
    this.#health = new DiskHealth(logger)
    this.#warm = new WarmSegments(options.warmLimits)
    this.#directories = taken.directories
    this.#lock = taken.lock
    this.#checkpoints = new DirectoryCheckpoints(disk, path)
    const place = { path, disk, clock, logger, health: this.#health, checkpoints: this.#checkpoints }
    this.#upkeep = new Upkeep({ ...place, logs: () => this.#logs.values() }, options)
    this.#removals = new Removals(place)
  }

  /**
   * Takes the directory and opens all logs in it.
   *
   * @throws LockedError if somebody else has it.
   */
  static async open(options: DataDirectoryOptions): Promise<DataDirectory> {
    const directories = new PartitionDirectories(options)
    const lock = options.disk.lock(options.path)
    try {
      const directory = new DataDirectory(options, { directories, lock })
      await directory.#openLogs()
      directory.#upkeep.begin()
      return directory
    } catch (problem) {
      lock.release()
      throw problem
    }
  }

  get path(): string {
    return this.#options.path
  }

  /** How large the disk is on which the directory lies, and how much of it is free. */
  get space(): DiskSpace {
    return this.#options.disk.space(this.path)
  }

  /** Which cluster and node the directory is of, as its owner writes it there. */
  get identity(): Checkpoint<MetaProperties> {
    return new Checkpoint(this.#options.disk, join(this.path, META_PROPERTIES), metaPropertiesFormat)
  }

  /** What took the directory offline; null while it can be written. */
  get failure(): Error | null {
    return this.#health.failure
  }

  /** Each partition with its log. */
  partitions(): IterableIterator<OpenLog> {
    return this.#logs.values()
  }

  log(partition: Partition): PartitionLog | undefined {
    return this.#logs.get(partitionDirectoryName(partition))?.log
  }

  /** The topic that a partition's directory says it belongs to; null where it does not say. */
  topicIdOf(partition: Partition): string | null {
    return this.#directories.topicIdOf(partition)
  }

  /** Makes the log of a partition that has none. One of its name that is being deleted goes first. */
  async create(partition: Partition, topicId: string): Promise<PartitionLog> {
    const [log] = await this.createAll([partition], topicId)
    assert.ok(log !== undefined)
    return log
  }

  /** Makes the logs of partitions that have none. They are there after a crash, if not with all that is said of them. */
  createAll(partitions: readonly Partition[], topicId: string): Promise<PartitionLog[]> {
    return this.#changes.run(partitions.map(partitionDirectoryName), () => this.#createAll(partitions, topicId))
  }

  /** Removes a partition's log with all its files. A crash in between leaves none of it that would come back. */
  async delete(partition: Partition, uniqueId: string): Promise<void> {
    await this.deleteAll([partition], uniqueId)
  }

  /**
   * Removes the logs of partitions; those that there are not are passed over. When the promise is kept their names
   * are free; the files of many go a little later.
   */
  deleteAll(partitions: readonly Partition[], uniqueId: string): Promise<void> {
    return this.#changes.run(partitions.map(partitionDirectoryName), () => this.#deleteAll(partitions, uniqueId))
  }

  /** Lets old segments go, and forgets producers that have been idle for long; otherwise done every few minutes. */
  async applyRetention(): Promise<void> {
    await this.#upkeep.applyRetention()
  }

  /** Makes the logs durable whose topics set a time for that which has passed; otherwise done every second. */
  async flushIfDue(): Promise<void> {
    await this.#upkeep.flushIfDue()
  }

  /** Writes down how far each log has come; otherwise done every minute. */
  async checkpoint(): Promise<void> {
    await this.#upkeep.checkpoint()
  }

  /** Makes everything durable, says so on the disk, and lets others have the directory. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    await this.#upkeep.stop()
    await this.#changes.settled()
    await this.#removals.stop()
    try {
      const closed = await Promise.allSettled(Array.from(this.#logs.values(), ({ log }) => log.close()))
      for (const outcome of closed) if (outcome.status === 'rejected') throw outcome.reason
      await this.checkpoint()
      if (this.#health.failure === null) await this.#checkpoints.markClean()
    } finally {
      this.#logs.clear()
      this.#lock.release()
    }
  }

  async #createAll(partitions: readonly Partition[], topicId: string): Promise<PartitionLog[]> {
    // What lies where a log is to be made is not known any more: perhaps one that could not be deleted.
    if (this.#health.failure !== null) throw this.#health.failure
    // After a crash what is noted of a deleted log would be believed of its successor.
    if (partitions.some((one) => this.#checkpoints.tellOf(one))) await this.checkpoint()
    const made = new Map<string, PartitionLog>()
    try {
      await this.#health.guardAsync(async () => {
        await inTurns(this.#options.clock, partitions, (partition) => {
          made.set(partitionDirectoryName(partition), this.#open(partition, NO_HISTORY))
          this.#directories.label(partition, topicId)
        })
        await this.#directories.sync()
      })
    } catch (problem) {
      for (const name of made.keys()) this.#logs.delete(name)
      for (const log of made.values()) await log.abandon()
      throw problem
    }
    return [...made.values()]
  }

  async #deleteAll(partitions: readonly Partition[], uniqueId: string): Promise<void> {
    const found = [...new Set(partitions.flatMap((one) => this.#logs.get(partitionDirectoryName(one)) ?? []))]
    if (found.length === 0) return
    for (const one of found) this.#logs.delete(partitionDirectoryName(one))
    await this.#health.guardAsync(async () => {
      await this.#upkeep.letGo(found)
      this.#removals.begin(await this.#directories.retire(found, uniqueId))
    })
  }

  async #openLogs(): Promise<void> {
    const parts = { identity: this.identity, directories: this.#directories, checkpoints: this.#checkpoints }
    try {
      await startUp({ ...this.#options, ...parts, open: (...found) => this.#open(...found) })
    } catch (problem) {
      for (const { log } of this.#logs.values()) await log.abandon()
      throw problem
    }
  }

  #open(partition: Partition, history: NotedHistory): PartitionLog {
    const { disk, clock, logger, producerExpirationMs = PRODUCER_EXPIRATION_MS } = this.#options
    const name = partitionDirectoryName(partition)
    assert.ok(!this.#logs.has(name), `${name} has a log`)
    const directory = this.#directories.pathOf(partition)
    const log = openLog(
      { partition: name, directory, disk, clock, logger, health: this.#health, warm: this.#warm },
      this.#configOf(partition.topic),
      { ...history, producerExpirationMs },
    )
    this.#logs.set(name, { topic: partition.topic, partition: partition.partition, log })
    return log
  }

  #configOf(topic: string): LogConfig {
    const { owner, configOf } = this.#options
    return owner !== undefined && topic === CLUSTER_METADATA.topic ? owner.metadataConfig : configOf(topic)
  }
}
