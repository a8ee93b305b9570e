/**
 * What is done for all logs of a data directory while it is in use, now and then by itself or when somebody asks:
 * old segments go, what has waited long enough is made durable, compacted topics are compacted, and how far all
 * this has come is written down for the next start.
 */
import { join } from 'node:path'
import type { Clock } from '../host/clock.ts'
import type { Disk } from '../host/disk.ts'
import type { Logger } from '../host/logger.ts'
import { Background } from './background.ts'
import { Checkpoint } from './checkpoint/checkpoint.ts'
import { OFFSET_CHECKPOINTS, offsetsFormat } from './checkpoint/offsets.ts'
import { Cleaner, type OpenLog } from './cleaner.ts'
import type { SliceLimits } from './compaction/slice.ts'
import type { DirectoryCheckpoints } from './directory-checkpoints.ts'
import type { DiskHealth } from './disk-health.ts'
import { inTurns } from './turns.ts'

export interface UpkeepOptions {
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
  /** How much compaction does before others have their turn. Default: a megabyte, or as much as takes 2 ms. */
  readonly cleanerStep?: SliceLimits
  /** False: all happens on this thread, so that a simulation can be repeated exactly. Default: true. */
  readonly usesThreads?: boolean | undefined
  /** How long an idle producer is remembered. Default: a day. */
  readonly producerExpirationMs?: number
}

export interface UpkeepPlace {
  readonly path: string
  readonly disk: Disk
  readonly clock: Clock
  readonly logger: Logger
  readonly health: DiskHealth
  readonly checkpoints: DirectoryCheckpoints
  /** Those that are in use now. */
  readonly logs: () => Iterable<OpenLog>
}

const MINUTE_MS = 60_000
export const PRODUCER_EXPIRATION_MS = 24 * 60 * MINUTE_MS

export class Upkeep {
  readonly #options: UpkeepOptions
  readonly #place: UpkeepPlace
  readonly #cleaner: Cleaner
  readonly #background: Background
  #checkpointed: Promise<void> = Promise.resolve()

  constructor(place: UpkeepPlace, options: UpkeepOptions) {
    const { path, disk, clock, logger, health } = place
    this.#place = place
    this.#options = options
    this.#cleaner = new Cleaner({
      ...place,
      cleanedUpTo: new Checkpoint(disk, join(path, OFFSET_CHECKPOINTS.cleanedUpTo), offsetsFormat),
      checkpoint: () => this.checkpoint(),
      mapBytes: options.cleanerMapBytes,
      maxIoBytesPerSecond: options.cleanerMaxIoBytesPerSecond,
      step: options.cleanerStep,
      usesThreads: options.usesThreads,
    })
    this.#background = new Background(clock, (name, problem) => {
      health.note(problem)
      logger.error({ path, problem }, `${name} failed`)
    })
  }

  begin(): void {
    const { retentionCheckMs, flushCheckMs, compactionCheckMs, checkpointMs } = this.#options
    this.#background.repeat('retention', retentionCheckMs ?? 5 * MINUTE_MS, () => this.applyRetention())
    this.#background.repeat('flush', flushCheckMs ?? 1_000, () => this.flushIfDue())
    this.#background.repeat('compaction', compactionCheckMs ?? 15_000, () => this.#cleaner.cleanDue())
    this.#background.repeat('checkpoint', checkpointMs ?? MINUTE_MS, () => this.checkpoint())
  }

  /** Begins nothing any more; kept when nothing is under way. */
  async stop(): Promise<void> {
    this.#background.stop()
    await this.#cleaner.stop()
    await this.#background.settled()
  }

  /** Leaves logs alone that are to be deleted, and abandons them: all of them, also where that fails with one. */
  async letGo(logs: readonly OpenLog[]): Promise<void> {
    const failures: unknown[] = []
    await inTurns(this.#place.clock, logs, async (one) => {
      const ended = this.#cleaner.forget(one).finally(() => one.log.abandon())
      await ended.catch((problem) => failures.push(problem))
    })
    if (failures.length > 0) throw failures[0]
  }

  /** Lets old segments go, and forgets producers that have been idle for long. */
  async applyRetention(): Promise<void> {
    let dropped = 0
    await inTurns(this.#place.clock, [...this.#place.logs()], ({ log }) => {
      log.expireProducers(this.#options.producerExpirationMs ?? PRODUCER_EXPIRATION_MS)
      dropped += log.applyRetention()
    })
    if (dropped > 0) await this.checkpoint()
  }

  /** Makes the logs durable whose topics set a time for that which has passed. */
  async flushIfDue(): Promise<void> {
    // With thousands of logs, asking each for a promise would hold up whatever comes at that moment.
    const timed = [...this.#place.logs()].filter(({ log }) => log.config.flushMs !== Number.POSITIVE_INFINITY)
    await Promise.all(timed.map(({ log }) => log.flushIfDue()))
  }

  /** Writes down how far each log is durable, and where it begins; what lies before that is removed then. */
  checkpoint(): Promise<void> {
    // One after the other: an earlier one must not write over what a later one has written.
    const written = this.#checkpointed.then(() => this.#checkpoint())
    this.#checkpointed = written.catch(() => {}) // whoever asked for it hears of the failure
    return written
  }

  async #checkpoint(): Promise<void> {
    const { health, checkpoints, logs } = this.#place
    if (health.failure !== null) return
    const all = new Set(logs())
    const takeDropped = ({ log }: OpenLog) => log.dropped.take(log.endOffset)
    const dropped = await Promise.all(
      Array.from(all, async (one) => ({ log: one.log, segments: await takeDropped(one) })),
    )
    await health.guardAsync(async () => {
      await checkpoints.write(() => [...logs()].filter((one) => all.has(one)))
      for (const { log, segments } of dropped) await log.dropped.remove(segments)
    })
  }
}
