/**
 * Compacts the logs of a data directory in the background, one at a time, the dirtiest first, and remembers
 * how far it has come with each. A pass works in steps of a few milliseconds, between which everything
 * else has its turn.
 */
import { DecodeError } from '../bytes/errors.ts'
import type { Clock } from '../host/clock.ts'
import type { Logger } from '../host/logger.ts'
import type { Checkpoint } from './checkpoint/checkpoint.ts'
import { offsetsByName, type PartitionOffset } from './checkpoint/offsets.ts'
import { type CleanOutcome, cleanLog } from './compaction/clean.ts'
import { type Dirtiness, dirtinessOf } from './compaction/dirtiness.ts'
import { PacedWork } from './compaction/paced-work.ts'
import type { SliceLimits } from './compaction/slice.ts'
import { type Partition, partitionDirectoryName } from './file-names.ts'
import type { PartitionLog } from './partition-log.ts'

export type OpenLog = Partition & { readonly log: PartitionLog }

export interface CleanerOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** Where it is kept up to which offset each log is clean. */
  readonly cleanedUpTo: Checkpoint<readonly PartitionOffset[]>
  readonly logs: () => Iterable<OpenLog>
  /**
   * Writes down how far the logs are durable, and where they begin: a start must not take what a pass left out for
   * what a crash lost, nor find what a pass took to be gone.
   */
  readonly checkpoint: () => Promise<void>
  /** Memory for the keys of a pass. */
  readonly mapBytes?: number | undefined
  /** Bytes a second that a pass may read and write. */
  readonly maxIoBytesPerSecond?: number | undefined
  /** How much of a pass is done before others have their turn. */
  readonly step?: SliceLimits | undefined
  /** False: codecs work on this thread too. Default: true. */
  readonly usesThreads?: boolean | undefined
}

interface Candidate {
  readonly one: OpenLog
  readonly dirtiness: Dirtiness
}

export class Cleaner {
  readonly #options: CleanerOptions
  readonly #cleanedUpTo: Map<string, number>
  readonly #uncleanable = new Set<string>()
  #pass: { readonly name: string; readonly work: PacedWork<CleanOutcome> } | null = null
  /** Whether the checkpoint has an offset that is outside of its log. */
  #isNotedWrongly = false
  #isRunning = false
  #isStopped = false

  constructor(options: CleanerOptions) {
    this.#options = options
    this.#cleanedUpTo = offsetsByName(options.cleanedUpTo.read() ?? [])
  }

  /** Compacts every log that is due, the dirtiest first. Does nothing while that is under way already. */
  async cleanDue(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      for (let next = this.#dirtiest(); next !== null && !this.#isStopped; next = this.#dirtiest()) {
        if (!(await this.#clean(next))) break
      }
      if (this.#isNotedWrongly) await this.#save()
    } finally {
      this.#isRunning = false
    }
  }

  /** Ends the pass over a log, which is to be deleted; kept when nothing of the pass is left, and nothing noted. */
  async forget(partition: Partition): Promise<void> {
    const name = partitionDirectoryName(partition)
    if (this.#pass?.name === name) await this.#stopPass()
    this.#uncleanable.delete(name)
    if (this.#cleanedUpTo.delete(name)) await this.#save()
  }

  /** Ends whatever is under way; kept when nothing of it is left. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#stopPass()
  }

  /** False where another pass would come no further: this one was stopped, or found nothing that it could clean. */
  async #clean({ one, dirtiness }: Candidate): Promise<boolean> {
    const { clock, logger, logs, checkpoint, maxIoBytesPerSecond, mapBytes, step, usesThreads } = this.#options
    const producers = one.log.cleanable.producers.save()
    // Nothing must go for the sake of a commit, or of a producer's later batch, that a crash takes back.
    await one.log.flush()
    if (this.#isStopped) return false
    if (![...logs()].includes(one)) return true // deleted meanwhile
    const { firstDirtyOffset, firstUncleanableOffset } = dirtiness
    const { cleanable: log, config, partition } = one.log
    const limits = { firstDirtyOffset, firstUncleanableOffset, mapBytes, sliceLimits: step }
    const pass = cleanLog({ log, config, producers, ...limits, settleDropped: checkpoint, usesThreads })
    const work = new PacedWork(pass, { clock, maxIoBytesPerSecond })
    const name = partitionDirectoryName(one)
    this.#pass = { name, work }
    try {
      const outcome = await work.done
      if (outcome === null) return false
      this.#cleanedUpTo.set(name, outcome.cleanedUpTo)
      await this.#save()
      logger.info({ partition, ...outcome }, 'compacted')
      return outcome.cleanedUpTo > firstDirtyOffset
    } catch (problem) {
      if (!(problem instanceof DecodeError)) throw problem
      // It would fail there again and again; a person has to look, and the others go on.
      this.#uncleanable.add(name)
      logger.error({ partition, problem }, 'a log cannot be compacted, and will not be until the next start')
      return true
    } finally {
      this.#pass = null
    }
  }

  #dirtiest(): Candidate | null {
    const nowMs = this.#options.clock.nowMs()
    let first: Candidate | null = null
    for (const one of this.#options.logs()) {
      if (!one.log.config.cleanupPolicy.compact || this.#uncleanable.has(partitionDirectoryName(one))) continue
      const dirtiness = this.#dirtinessOf(one, nowMs)
      if (!dirtiness.isDue) continue
      if (first === null || dirtiness.dirtyRatio > first.dirtiness.dirtyRatio) first = { one, dirtiness }
    }
    return first
  }

  #dirtinessOf(one: OpenLog, nowMs: number): Dirtiness {
    const { startOffset, endOffset, lastStableOffset, recoveryPoint, config } = one.log
    const facts = {
      segments: [...one.log.segments],
      startOffset,
      endOffset,
      lastStableOffset,
      recoveryPoint,
      cleanedUpTo: this.#cleanedUpTo.get(partitionDirectoryName(one)) ?? null,
    }
    const dirtiness = dirtinessOf(facts, config, nowMs)
    // When the log has grown beyond it, it would be believed.
    if (dirtiness.wasReset) {
      this.#cleanedUpTo.delete(partitionDirectoryName(one))
      this.#isNotedWrongly = true
    }
    return dirtiness
  }

  async #save(): Promise<void> {
    const rows: PartitionOffset[] = []
    for (const { topic, partition } of this.#options.logs()) {
      const offset = this.#cleanedUpTo.get(partitionDirectoryName({ topic, partition }))
      if (offset !== undefined) rows.push({ topic, partition, offset })
    }
    this.#isNotedWrongly = false
    await this.#options.cleanedUpTo.write(rows)
  }

  async #stopPass(): Promise<void> {
    const pass = this.#pass
    pass?.work.stop()
    await pass?.work.done.catch(() => {}) // whoever began it hears of the failure
  }
}
