/**
 * A log that compaction's tests append to, clean and read as a consumer does, on a disk in memory and with a
 * clock moved by hand.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Disk } from '../../host/disk.ts'
import { silentLogger } from '../../host/logger.ts'
import { ManualClock } from '../../host/manual-clock.ts'
import { MemoryDisk } from '../../host/memory-disk.ts'
import type { Compression } from '../../records/attributes.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { batches } from '../../records/batches.ts'
import { BatchBuilder } from '../../records/builder.ts'
import { buildMarker, readMarker } from '../../records/control.ts'
import type { BatchHeader } from '../../records/seal.ts'
import { DiskHealth } from '../disk-health.ts'
import { defaultLogConfig, type LogConfig } from '../log-config.ts'
import { openLog } from '../open-log.ts'
import type { PartitionLog } from '../partition-log.ts'
import type { AbortedTransaction } from '../segment/transaction-index.ts'
import { WarmSegments } from '../segment/warm-segments.ts'
import { type CleaningPass, type CleanOutcome, cleanLog } from './clean.ts'
import { type Dirtiness, dirtinessOf } from './dirtiness.ts'
import type { Pause } from './slice.ts'
import { finishInterrupted } from './temporary-files.ts'

export const DIRECTORY = '/data/table-0'
export const START_MS = 1_700_000_000_000

export interface WrittenRecord {
  readonly key: string | null
  readonly value: string | null
}

export interface FoundRecord extends WrittenRecord {
  readonly offset: number
  readonly timestamp: number
}

export interface Circumstances {
  readonly disk?: Disk
  readonly clock?: ManualClock
  readonly config?: Partial<LogConfig>
  /** Null: it was closed properly. */
  readonly recoveryPoint?: number
  readonly warmSegments?: number
}

type PassOptions = Partial<Pick<CleaningPass, 'mapBytes' | 'sliceLimits' | 'usesThreads' | 'settleDropped'>>

export class CompactedLog {
  readonly disk: Disk
  readonly clock: ManualClock
  readonly config: LogConfig
  readonly log: PartitionLog
  cleanedUpTo: number | null = null
  readonly #sequences = new Map<number, number>()

  constructor(circumstances: Circumstances = {}) {
    this.clock = circumstances.clock ?? new ManualClock(START_MS)
    this.disk = circumstances.disk ?? new MemoryDisk({ clock: this.clock })
    this.config = {
      ...defaultLogConfig,
      cleanupPolicy: { delete: false, compact: true },
      deleteRetentionMs: 1000,
      minCleanableDirtyRatio: 0,
      indexIntervalBytes: 200,
      ...circumstances.config,
    }
    const health = new DiskHealth(silentLogger)
    const warm = new WarmSegments({ segments: circumstances.warmSegments ?? 100, bytes: 1_000_000 })
    const { disk, clock, config } = this
    this.log = openLog(
      { partition: 'table-0', directory: DIRECTORY, disk, clock, logger: silentLogger, health, warm },
      config,
      {
        hadCleanShutdown: circumstances.recoveryPoint === undefined,
        recoveryPoint: circumstances.recoveryPoint ?? 0,
        startOffset: 0,
        producerExpirationMs: 86_400_000,
      },
    )
  }

  /** What a start finds after a crash. */
  static async recover(circumstances: Circumstances & { disk: Disk }): Promise<CompactedLog> {
    if (circumstances.disk.facts(DIRECTORY) !== undefined) await finishInterrupted(circumstances.disk, DIRECTORY)
    return new CompactedLog(circumstances)
  }

  /** Appends one batch and gives its first offset. */
  append(records: readonly WrittenRecord[], options: { compression?: Compression; header?: BatchHeader } = {}): number {
    const { compression } = options
    const builder = new BatchBuilder({ compression, alwaysCompress: true, maxBytes: 64 << 20 })
    for (const { key, value } of records) builder.tryAppendPair(key, value, this.clock.nowMs())
    return this.#take(Buffer.from(builder.build(options.header)), 'client')
  }

  /** Appends a batch of an idempotent producer, in a transaction or not. */
  appendAs(
    producerId: number,
    records: readonly WrittenRecord[],
    options: { isTransactional: boolean; compression?: Compression },
  ): number {
    const baseSequence = this.#sequences.get(producerId) ?? 0
    this.#sequences.set(producerId, baseSequence + records.length)
    const { isTransactional, compression } = options
    const header = { producerId, producerEpoch: 0, baseSequence, isTransactional }
    return this.append(records, { header, ...(compression === undefined ? {} : { compression }) })
  }

  /** The producer's next batch has this sequence. */
  continueAs(producerId: number, sequence: number): void {
    this.#sequences.set(producerId, sequence)
  }

  end(producerId: number, type: 'COMMIT' | 'ABORT'): number {
    const marker = { type, producerId, producerEpoch: 0, coordinatorEpoch: 0, timestamp: this.clock.nowMs() }
    return this.#take(buildMarker(marker), 'coordinator')
  }

  dirtiness(): Dirtiness {
    const { startOffset, endOffset, lastStableOffset, recoveryPoint } = this.log
    const facts = { startOffset, endOffset, lastStableOffset, recoveryPoint, cleanedUpTo: this.cleanedUpTo }
    return dirtinessOf({ ...facts, segments: [...this.log.segments] }, this.config, this.clock.nowMs())
  }

  pass(options: PassOptions = {}): Generator<Pause, CleanOutcome> {
    const { firstDirtyOffset, firstUncleanableOffset } = this.dirtiness()
    return cleanLog({
      log: this.log.cleanable,
      config: this.config,
      firstDirtyOffset,
      firstUncleanableOffset,
      ...options,
    })
  }

  /** Cleans all that can be cleaned; `between` is called at each pause. */
  async clean(options: PassOptions = {}, between: (pause: Pause) => void = () => {}): Promise<CleanOutcome> {
    await this.log.flush()
    const outcome = await drive(this.pass(options), between)
    this.cleanedUpTo = outcome.cleanedUpTo
    return outcome
  }

  /** All batches, as they lie in the log. */
  batches(): RecordBatch[] {
    return this.#read('uncommitted').flatMap(({ found }) => found)
  }

  /** All records with their offsets. */
  records(): FoundRecord[] {
    return this.batches()
      .filter(({ isControl }) => !isControl)
      .flatMap(recordsOf)
  }

  /** What a consumer gets that reads committed records only. */
  committed(): FoundRecord[] {
    return this.#read('committed').flatMap(({ found, aborted }) => committedOf(found, aborted))
  }

  /** The markers that abort a transaction of which a batch is there, but which no index of a segment tells. */
  unspokenAborts(): number[] {
    const { segments, endOffset } = this.log
    const spoken = new Set(
      [...segments].flatMap((one) => one.collectAborted(0, endOffset).transactions.map((each) => each.lastOffset)),
    )
    const open = new Set<number>()
    const unspoken: number[] = []
    for (const batch of this.batches()) {
      if (!batch.isControl) {
        if (batch.isTransactional) open.add(batch.producerId)
        continue
      }
      const cursor = batch.records()
      const type = cursor.next() ? readMarker(cursor)?.type : undefined
      if (type === 'ABORT' && open.has(batch.producerId) && !spoken.has(batch.baseOffset))
        unspoken.push(batch.baseOffset)
      open.delete(batch.producerId)
    }
    return unspoken
  }

  names(): string[] {
    return this.disk.list(DIRECTORY)
  }

  path(name: string): string {
    return join(DIRECTORY, name)
  }

  #take(bytes: Buffer, origin: 'client' | 'coordinator'): number {
    const outcome = this.log.append(bytes, { origin, leaderEpoch: 3 })
    assert.equal(outcome.kind, 'appended', outcome.kind === 'refused' ? outcome.message : '')
    return outcome.kind === 'appended' ? outcome.firstOffset : -1
  }

  #read(isolation: 'committed' | 'uncommitted') {
    const reads: { found: RecordBatch[]; aborted: readonly AbortedTransaction[] }[] = []
    for (let offset = this.log.startOffset; ; ) {
      const read = this.log.read({ offset, maxBytes: 300, atLeastOne: true, isolation })
      assert.ok(read.kind === 'read', `offset ${offset} is in the log`)
      if (read.records.length === 0) return reads
      reads.push({ found: [...batches(read.records)], aborted: read.aborted ?? [] })
      offset = read.nextOffset
    }
  }
}

async function drive<Outcome>(
  work: Generator<Pause, Outcome>,
  between: (pause: Pause) => void = () => {},
): Promise<Outcome> {
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
    between(value)
    if (value.kind === 'wait') await value.done
  }
}

function recordsOf(batch: RecordBatch): FoundRecord[] {
  const found: FoundRecord[] = []
  const cursor = batch.records()
  while (cursor.next()) {
    found.push({ offset: cursor.offset, key: cursor.keyText(), value: cursor.valueText(), timestamp: cursor.timestamp })
  }
  return found
}

/** As a Kafka consumer goes through what one fetch brought. */
function committedOf(found: readonly RecordBatch[], aborted: readonly AbortedTransaction[]): FoundRecord[] {
  const upcoming = [...aborted].sort((left, right) => left.firstOffset - right.firstOffset)
  const ongoing = new Set<number>()
  const records: FoundRecord[] = []
  for (const batch of found) {
    while ((upcoming[0]?.firstOffset ?? Number.POSITIVE_INFINITY) <= batch.lastOffset) {
      ongoing.add(upcoming.shift()?.producerId ?? -1)
    }
    if (batch.isControl) {
      const cursor = batch.records()
      if (cursor.next() && readMarker(cursor)?.type === 'ABORT') ongoing.delete(batch.producerId)
    } else if (!batch.isTransactional || !ongoing.has(batch.producerId)) records.push(...recordsOf(batch))
  }
  return records
}
