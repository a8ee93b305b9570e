/**
 * Compacts the logs of a data directory in the background, one at a time, the dirtiest first, and remembers
 * how far it has come with each. A pass works in steps of a few milliseconds, between which everything
 * else has its turn.
 */
import { DecodeError } from '../bytes/errors.ts'
import type { Clock } from '../host/clock.ts'
import type { Logger } from '../host/logger.ts'
import type { Checkpoint } from './checkpoint/checkpoint.ts'
import type { PartitionOffset } from './checkpoint/offsets.ts'
import { type CleanOutcome, cleanLog } from './compaction/clean.ts'
import { type Dirtiness, dirtinessOf } from './compaction/dirtiness.ts'
import { PacedWork } from './compaction/paced-work.ts'
import { type Partition, partitionDirectoryName } from './file-names.ts'
import type { PartitionLog } from './partition-log.ts'

export type OpenLog = Partition & { readonly log: PartitionLog }

export interface CleanerOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** Where it is kept up to which offset each log is clean. */
  readonly cleanedUpTo: Checkpoint<readonly PartitionOffset[]>
  readonly logs: () => Iterable<OpenLog>
  /** Writes down how far the logs are durable: a start must not take what a pass left out for what a crash lost. */
  readonly checkpoint: () => Promise<void>
  /** Memory for the keys of a pass. */
  readonly mapBytes?: number | undefined
  /** Bytes a second that a pass may read and write. */
  readonly maxIoBytesPerSecond?: number | undefined
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
  #isRunning = false
  #isStopped = false

  constructor(options: CleanerOptions) {
    this.#options = options
    const noted = options.cleanedUpTo.read() ?? []
    this.#cleanedUpTo = new Map(noted.map((one) => [partitionDirectoryName(one), one.offset]))
  }

  /** Compacts every log that is due, the dirtiest first. Does nothing while that is under way already. */
  async cleanDue(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      for (let next = this.#dirtiest(); next !== null && !this.#isStopped; next = this.#dirtiest()) {
        if (!(await this.#clean(next))) break
      }
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

  /** Whether the pass came to its end and the log is cleaner for it. */
  async #clean({ one, dirtiness }: Candidate): Promise<boolean> {
    const { clock, logger, checkpoint, mapBytes, maxIoBytesPerSecond, usesThreads } = this.#options
    await checkpoint()
    if (this.#isStopped || ![...this.#options.logs()].includes(one)) return false // deleted meanwhile
    const { firstDirtyOffset, firstUncleanableOffset } = dirtiness
    const { cleanable: log, config, partition } = one.log
    const pass = cleanLog({ log, config, firstDirtyOffset, firstUncleanableOffset, mapBytes, usesThreads })
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
    return dirtinessOf(facts, config, nowMs)
  }

  async #save(): Promise<void> {
    const rows: PartitionOffset[] = []
    for (const { topic, partition } of this.#options.logs()) {
      const offset = this.#cleanedUpTo.get(partitionDirectoryName({ topic, partition }))
      if (offset !== undefined) rows.push({ topic, partition, offset })
    }
    await this.#options.cleanedUpTo.write(rows)
  }

  async #stopPass(): Promise<void> {
    const pass = this.#pass
    pass?.work.stop()
    await pass?.work.done.catch(() => {}) // whoever began it hears of the failure
  }
}
