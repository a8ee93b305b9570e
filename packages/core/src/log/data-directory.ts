/**
 * A data directory: the logs of all its partitions, and what belongs to all of them together. It is one
 * process's alone; it remembers how far each log is durable and where it begins; it lets old segments
 * go; and it knows whether it was closed properly, so that a start knows what to read again.
 */
import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import type { Clock } from '../host/clock.ts'
import type { DirectoryLock, Disk } from '../host/disk.ts'
import type { Logger } from '../host/logger.ts'
import { Background } from './background.ts'
import { Checkpoint } from './checkpoint/checkpoint.ts'
import { CLEAN_SHUTDOWN, cleanShutdownFormat } from './checkpoint/clean-shutdown.ts'
import { META_PROPERTIES, type MetaProperties, metaPropertiesFormat } from './checkpoint/meta-properties.ts'
import { OFFSET_CHECKPOINTS, offsetsFormat, type PartitionOffset } from './checkpoint/offsets.ts'
import { PARTITION_METADATA, partitionMetadataFormat } from './checkpoint/partition-metadata.ts'
import { Cleaner, type OpenLog } from './cleaner.ts'
import { finishInterrupted } from './compaction/temporary-files.ts'
import { CLUSTER_METADATA, type DirectoryOwner, refuseForeign } from './directory-owner.ts'
import { DiskHealth } from './disk-health.ts'
import { MalformedCheckpointError } from './errors.ts'
import { type Partition, partitionDirectoryName, retiredDirectoryName } from './file-names.ts'
import { partitionsToOpen } from './found-partitions.ts'
import type { LogConfig } from './log-config.ts'
import type { LogHistory } from './log-parts.ts'
import { openLog } from './open-log.ts'
import type { PartitionLog } from './partition-log.ts'
import { type WarmLimits, WarmSegments } from './segment/warm-segments.ts'

export interface DataDirectoryOptions {
  readonly path: string
  readonly disk: Disk
  readonly clock: Clock
  readonly logger: Logger
  /** A topic's settings, asked for when one of its partitions is opened or made. */
  readonly configOf: (topic: string) => LogConfig
  readonly warmLimits?: WarmLimits
  /** How often old segments are looked for. Default: 5 minutes. */
  readonly retentionCheckMs?: number
  /** How often logs are looked for that a topic's `flush.ms` wants durable. Default: a second. */
  readonly flushCheckMs?: number
  /** How often the checkpoints are written. Default: a minute. */
  readonly checkpointMs?: number
  /** How often compacted logs are looked for that are dirty. Default: 15 seconds. */
  readonly compactionCheckMs?: number
  /** Memory for the keys of a compaction pass. */
  readonly cleanerMapBytes?: number
  /** Bytes a second that compaction may read and write. Default: no limit. */
  readonly cleanerMaxIoBytesPerSecond?: number
  /** How long an idle producer is remembered. Default: a day. */
  readonly producerExpirationMs?: number
  /** Who keeps the metadata of what is in the directory. Default: nobody; a metadata log that is there is left alone. */
  readonly owner?: DirectoryOwner
}

const MINUTE_MS = 60_000
/** A turn of work, after which others have theirs. */
const TURN_MS = 10
const DAY_MS = 24 * 60 * MINUTE_MS

export class DataDirectory {
  readonly #options: DataDirectoryOptions
  readonly #health: DiskHealth
  readonly #warm: WarmSegments
  readonly #lock: DirectoryLock
  readonly #recoveryPoints: Checkpoint<readonly PartitionOffset[]>
  readonly #logStarts: Checkpoint<readonly PartitionOffset[]>
  readonly #cleanShutdown: Checkpoint<{ readonly brokerEpoch: number }>
  readonly #cleaner: Cleaner
  readonly #logs = new Map<string, OpenLog>()
  readonly #background: Background
  /** What the mark of the last proper close says, and the next one has to: Kafka's controller knows a broker by it. */
  #brokerEpoch = -1
  /** The logs that the checkpoints tell of, perhaps deleted since. */
  #noted = new Set<string>()
  /** Deleted logs whose files are being removed. */
  readonly #removals = new Set<Promise<void>>()
  #isClosing = false
  /** Directories that were not there, the outermost last. */
  readonly #made: readonly string[]

  private constructor(options: DataDirectoryOptions) {
    const { disk, path } = options
    this.#made = missing(disk, path)
    disk.makeDirectory(path)
    this.#options = options
    this.#health = new DiskHealth(options.logger)
    this.#warm = new WarmSegments(options.warmLimits)
    this.#lock = disk.lock(path)
    this.#background = new Background(options.clock, (name, problem) => {
      this.#health.note(problem)
      options.logger.error({ path, problem }, `${name} failed`)
    })
    this.#recoveryPoints = new Checkpoint(disk, join(path, OFFSET_CHECKPOINTS.recoveryPoints), offsetsFormat)
    this.#logStarts = new Checkpoint(disk, join(path, OFFSET_CHECKPOINTS.logStarts), offsetsFormat)
    this.#cleanShutdown = new Checkpoint(disk, join(path, CLEAN_SHUTDOWN), cleanShutdownFormat)
    const { clock, logger, cleanerMapBytes: mapBytes, cleanerMaxIoBytesPerSecond: maxIoBytesPerSecond } = options
    const cleanedUpTo = new Checkpoint(disk, join(path, OFFSET_CHECKPOINTS.cleanedUpTo), offsetsFormat)
    const logs = () => this.#logs.values()
    const checkpoint = () => this.checkpoint()
    this.#cleaner = new Cleaner({ clock, logger, cleanedUpTo, logs, checkpoint, mapBytes, maxIoBytesPerSecond })
  }

  /**
   * Takes the directory and opens all logs in it.
   *
   * @throws LockedError if somebody else has it.
   */
  static async open(options: DataDirectoryOptions): Promise<DataDirectory> {
    const directory = new DataDirectory(options)
    try {
      await directory.#openLogs()
    } catch (problem) {
      directory.#lock.release()
      throw problem
    }
    directory.#background.repeat('retention', options.retentionCheckMs ?? 5 * MINUTE_MS, () =>
      directory.applyRetention(),
    )
    directory.#background.repeat('flush', options.flushCheckMs ?? 1_000, () => directory.flushIfDue())
    directory.#background.repeat('compaction', options.compactionCheckMs ?? 15_000, () => directory.#cleaner.cleanDue())
    directory.#background.repeat('checkpoint', options.checkpointMs ?? MINUTE_MS, () => directory.checkpoint())
    return directory
  }

  /** Which cluster and node the directory is of, as its owner writes it there. */
  get identity(): Checkpoint<MetaProperties> {
    const { disk, path } = this.#options
    return new Checkpoint(disk, join(path, META_PROPERTIES), metaPropertiesFormat)
  }

  get path(): string {
    return this.#options.path
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
    try {
      return this.#metadata(partition).read()?.topicId ?? null
    } catch (problem) {
      if (problem instanceof MalformedCheckpointError) return null // what a crash left of a new one
      throw problem
    }
  }

  /** Makes the log of a partition that has none. */
  async create(partition: Partition, topicId: string): Promise<PartitionLog> {
    const [log] = await this.createAll([partition], topicId)
    assert.ok(log !== undefined)
    return log
  }

  /** Makes the logs of partitions that have none. They are there after a crash, if not with all that is said of them. */
  async createAll(partitions: readonly Partition[], topicId: string): Promise<PartitionLog[]> {
    // After a crash what is noted of a deleted log would be believed of its successor.
    if (partitions.some((one) => this.#noted.has(partitionDirectoryName(one)))) await this.checkpoint()
    const logs: PartitionLog[] = []
    await this.#inTurns(partitions, (partition) => {
      logs.push(this.#open(partition, { hadCleanShutdown: true, recoveryPoint: 0, startOffset: 0 }))
      this.#health.guard(() => this.#metadata(partition).place({ topicId }))
    })
    await this.#health.guardAsync(() => this.#options.disk.syncDirectory(this.#options.path))
    return logs
  }

  /** Removes a partition's log with all its files. A crash in between leaves none of it that would come back. */
  async delete(partition: Partition, uniqueId: string): Promise<void> {
    await this.deleteAll([partition], uniqueId)
  }

  /**
   * Removes the logs of partitions; those that there are not are passed over. When the promise is kept their names
   * are free; the files of many go a little later.
   */
  async deleteAll(partitions: readonly Partition[], uniqueId: string): Promise<void> {
    const { disk, path } = this.#options
    const retired: string[] = []
    for (const partition of partitions) {
      const name = partitionDirectoryName(partition)
      const found = this.#logs.get(name)
      if (found === undefined) continue
      this.#logs.delete(name)
      await this.#cleaner.forget(partition)
      await found.log.abandon()
      const retiredName = retiredDirectoryName(partition, { state: 'delete', uniqueId })
      this.#health.guard(() => disk.rename(join(path, name), join(path, retiredName)))
      retired.push(retiredName)
    }
    await this.#health.guardAsync(() => disk.syncDirectory(path))
    this.#removeLater(retired)
  }

  /** Lets old segments go, and forgets producers that have been idle for long. */
  async applyRetention(): Promise<void> {
    let dropped = 0
    for (const { log } of this.#logs.values()) {
      log.expireProducers(this.#options.producerExpirationMs ?? DAY_MS)
      dropped += log.applyRetention()
    }
    if (dropped > 0) await this.checkpoint()
  }

  /** Makes the logs durable whose topics set a time for that which has passed. */
  async flushIfDue(): Promise<void> {
    await Promise.all(Array.from(this.#logs.values(), ({ log }) => log.flushIfDue()))
  }

  /** Writes down how far each log is durable, and where it begins; what lies before that is removed then. */
  async checkpoint(): Promise<void> {
    if (this.#health.failure !== null) return
    const all = [...this.#logs.values()]
    const dropped = await Promise.all(all.map(async (one) => ({ one, segments: await one.log.takeDropped() })))
    const rows = (offset: (log: PartitionLog) => number) =>
      all.map(({ topic, partition, log }) => ({ topic, partition, offset: offset(log) }))
    await this.#health.guardAsync(async () => {
      for (const one of all) this.#noted.add(partitionDirectoryName(one))
      await this.#recoveryPoints.write(rows((log) => log.recoveryPoint))
      await this.#logStarts.write(rows((log) => log.startOffset).filter(({ offset }) => offset > 0))
      this.#noted = new Set(all.map(partitionDirectoryName))
      for (const { one, segments } of dropped) {
        // A log that was deleted meanwhile may have a successor with files of these names.
        if (this.#logs.get(partitionDirectoryName(one)) === one) await one.log.removeDropped(segments)
      }
    })
  }

  /** Makes everything durable, says so on the disk, and lets others have the directory. */
  async close(): Promise<void> {
    this.#isClosing = true
    this.#background.stop()
    await Promise.all(this.#removals)
    await this.#cleaner.stop()
    await this.#background.settled()
    try {
      await Promise.all(Array.from(this.#logs.values(), ({ log }) => log.close()))
      await this.checkpoint()
      if (this.#health.failure === null) await this.#cleanShutdown.write({ brokerEpoch: this.#brokerEpoch })
    } finally {
      this.#logs.clear()
      this.#lock.release()
    }
  }

  async #openLogs(): Promise<void> {
    const { disk, path, owner } = this.#options
    if (owner !== undefined) await this.#claim(owner)
    // Nothing in a directory is durable before its name is.
    for (const made of this.#made) await disk.syncDirectory(dirname(made))
    const closed = this.#cleanShutdown.read()
    const hadCleanShutdown = closed !== null
    this.#brokerEpoch = closed?.brokerEpoch ?? -1
    const recoveryPoints = byName(this.#recoveryPoints.read() ?? [])
    const starts = byName(this.#logStarts.read() ?? [])
    this.#noted = new Set([...recoveryPoints.keys(), ...starts.keys()])
    if (hadCleanShutdown) {
      // From the first append on it would be a lie.
      this.#cleanShutdown.remove()
      await disk.syncDirectory(path)
    }
    const open = async (partition: Partition) => {
      const name = partitionDirectoryName(partition)
      await finishInterrupted(disk, join(path, name))
      const [recoveryPoint, startOffset] = [recoveryPoints.get(name) ?? 0, starts.get(name) ?? 0]
      const log = this.#open(partition, { hadCleanShutdown, recoveryPoint, startOffset })
      await log.settleRecovery()
      return log
    }
    if (owner !== undefined) await owner.load(await this.#openMetadata(open))
    const topicIdOf = (partition: Partition) => this.topicIdOf(partition)
    for (const partition of partitionsToOpen({ ...this.#options, topicIdOf })) await open(partition)
  }

  async #claim(owner: DirectoryOwner): Promise<void> {
    const found = this.identity.read()
    const identity = owner.claim(found)
    refuseForeign(this.#options.disk, this.#options.path)
    if (found === null) await this.identity.write(identity)
  }

  async #openMetadata(open: (partition: Partition) => Promise<PartitionLog>): Promise<PartitionLog> {
    const { disk, path } = this.#options
    const directory = join(path, partitionDirectoryName(CLUSTER_METADATA))
    disk.makeDirectory(directory)
    await disk.syncDirectory(path)
    return await open(CLUSTER_METADATA)
  }

  /** Removes directories, as many as a turn has time for at once; what a close leaves of them goes at the next start. */
  #removeLater(names: readonly string[]): void {
    const { disk, path } = this.#options
    const removed = this.#inTurns(names, (name) => {
      if (!this.#isClosing) this.#health.guard(() => disk.remove(join(path, name)))
    })
    const removal = removed
      .catch((problem: unknown) => this.#options.logger.error({ path, problem }, 'a deleted log could not be removed'))
      .finally(() => this.#removals.delete(removal))
    this.#removals.add(removal)
  }

  /** Does something for each, giving others a turn from time to time. */
  async #inTurns<One>(all: readonly One[], run: (one: One) => void): Promise<void> {
    const { clock } = this.#options
    let turnEndsMs = clock.elapsedMs() + TURN_MS
    for (const one of all) {
      run(one)
      if (clock.elapsedMs() < turnEndsMs) continue
      await new Promise<void>((resolve) => clock.soon(resolve))
      turnEndsMs = clock.elapsedMs() + TURN_MS
    }
  }

  #open(partition: Partition, history: Omit<LogHistory, 'producerExpirationMs'>): PartitionLog {
    const { disk, clock, logger, path, configOf, owner, producerExpirationMs = DAY_MS } = this.#options
    const name = partitionDirectoryName(partition)
    const log = openLog(
      { partition: name, directory: join(path, name), disk, clock, logger, health: this.#health, warm: this.#warm },
      partition.topic === CLUSTER_METADATA.topic && owner !== undefined
        ? owner.metadataConfig
        : configOf(partition.topic),
      { ...history, producerExpirationMs },
    )
    this.#logs.set(name, { topic: partition.topic, partition: partition.partition, log })
    return log
  }

  #metadata(partition: Partition): Checkpoint<{ readonly topicId: string }> {
    const { disk, path } = this.#options
    const file = join(path, partitionDirectoryName(partition), PARTITION_METADATA)
    return new Checkpoint(disk, file, partitionMetadataFormat)
  }
}

/** The directory and those above it that are not there. */
function missing(disk: Disk, directory: string): string[] {
  if (disk.facts(directory) !== undefined || dirname(directory) === directory) return []
  return [directory, ...missing(disk, dirname(directory))]
}

function byName(offsets: readonly PartitionOffset[]): Map<string, number> {
  return new Map(offsets.map((one) => [partitionDirectoryName(one), one.offset]))
}
