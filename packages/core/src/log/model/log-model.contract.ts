/**
 * Runs a log and its model side by side: each step is done to both, and both must say the same. After a loss of
 * power the log may have forgotten what was never flushed: then it must hold a first part of what was appended,
 * and the model goes on from there. Compaction goes on between the steps, and what it has taken is judged before
 * each.
 */
import assert from 'node:assert/strict'
import { ManualClock } from '../../host/manual-clock.ts'
import { defaultLogConfig, type LogConfig } from '../log-config.ts'
import type { PartitionLog } from '../partition-log.ts'
import { append, end, refuse, resend } from './log-model-appends.contract.ts'
import { forgetDrafts } from './log-model-batches.contract.ts'
import { takeOver } from './log-model-compaction.contract.ts'
import { ModelHistory } from './log-model-history.contract.ts'
import { COMPACTION_MS, ModelProcess } from './log-model-process.contract.ts'
import { lookUp, read, walk } from './log-model-reads.contract.ts'
import { allBatches, type Sides, type StepOf } from './log-model-sides.contract.ts'
import type { Run, Step } from './log-model-steps.contract.ts'

const START_MS = 1_700_000_000_000
/** More turns than a pass over these small logs has steps. */
const TURNS_A_PASS = 500

/** Does the run; throws where the log is not what the model says. Gives how many passes compaction has made. */
export async function runModel({ settings, steps }: Run): Promise<number> {
  forgetDrafts()
  const pair = new Pair(settings)
  await pair.begin()
  for (const [step, turns] of steps) {
    await pair.take(step)
    for (let turn = 0; turn < turns; turn++) await pair.turn()
  }
  return pair.finish()
}

class Pair implements Sides {
  readonly model = new ModelHistory()
  readonly clock = new ManualClock(START_MS)
  readonly config: LogConfig
  log!: PartitionLog
  leaderEpoch = 0
  readonly #process: ModelProcess
  /** No loss of power may take what lies before it. */
  #durableOffset = 0
  /** The latest that the log's start ever was: a crash may take it back. */
  #latestStart = 0

  constructor(settings: Run['settings']) {
    const { segmentBytes, indexIntervalBytes, segmentIndexBytes, flushMessages, cleanupPolicy } = settings
    const more = { segmentBytes, indexIntervalBytes, segmentIndexBytes, flushMessages, maxMessageBytes: 100_000 }
    const compaction = { cleanupPolicy, deleteRetentionMs: settings.deleteRetentionMs, minCleanableDirtyRatio: 0 }
    this.config = { ...defaultLogConfig, ...more, ...compaction, retentionMs: Number.POSITIVE_INFINITY }
    this.#process = new ModelProcess(settings, this.clock, this.config)
  }

  async begin(): Promise<void> {
    this.log = await this.#process.open()
  }

  /** Lets what is under way come a step further. */
  turn(): Promise<void> {
    return this.#process.turn()
  }

  async take(step: Step): Promise<void> {
    this.#takeOver()
    await this.#do(step)
    this.#takeOver()
    this.#compareEnds()
  }

  async finish(): Promise<number> {
    this.#takeOver()
    for (const isolation of ['committed', 'uncommitted'] as const) walk(this, { isolation, maxBytes: 1_000 })
    await this.#process.end('close', 0)
    return this.#process.passes
  }

  async #do(step: Step): Promise<void> {
    switch (step.kind) {
      case 'append':
        return append(this, step)
      case 'resend':
        return resend(this, step)
      case 'end':
        return end(this, step)
      case 'refuse':
        return refuse(this, step)
      case 'read':
        return read(this, step)
      case 'walk':
        return walk(this, step)
      case 'look up':
        return lookUp(this, step)
      case 'roll':
        return this.log.roll()
      case 'retain by time':
        this.clock.advance(step.passMs)
        return this.#retain({ retentionMs: 1_000 })
      case 'retain by size':
        return this.#retain({ retentionBytes: step.keepBytes })
      case 'move start':
        return this.#moveStart(step)
      case 'flush':
        return this.#flush(step)
      case 'checkpoint':
        return this.#process.checkpoint()
      case 'compact':
        return this.#compact(step)
      case 'reopen':
        return this.#reopen(step)
    }
  }

  #retain(limit: Partial<LogConfig>): void {
    this.#takeOver()
    this.log.config = { ...this.config, ...limit }
    this.log.applyRetention()
    this.log.config = this.config
    const { startOffset } = this.log
    const isDeleted = ({ lastOffset }: { lastOffset: number }) => lastOffset < startOffset
    const deleted = this.model.present().filter(isDeleted)
    const { retentionMs = Number.POSITIVE_INFINITY, retentionBytes = 0 } = limit
    const eldestMs = this.clock.nowMs() - retentionMs
    const isOld = deleted.every(({ present }) => present.every(({ timestamp }) => timestamp < eldestMs))
    assert.ok(isOld || retentionMs === Number.POSITIVE_INFINITY, 'only old records go')
    const isTooMuch = deleted.length === 0 || this.log.sizeInBytes >= retentionBytes
    assert.ok(isTooMuch || retentionMs !== Number.POSITIVE_INFINITY, 'not more goes than is too much')
    assert.ok(this.config.cleanupPolicy.delete || startOffset === this.model.startOffset, 'nothing is deleted')
    this.#startAt(startOffset)
  }

  #moveStart({ place }: StepOf<'move start'>): void {
    const { startOffset, endOffset } = this.model
    this.log.moveStartTo(startOffset + Math.round(((endOffset - startOffset) * place) / 1_000))
    this.#startAt(this.log.startOffset)
  }

  #startAt(offset: number): void {
    assert.ok(offset >= this.model.startOffset && offset <= this.model.endOffset)
    this.model.startOffset = offset
    this.#latestStart = Math.max(this.#latestStart, offset)
  }

  async #flush({ isAwaited }: StepOf<'flush'>): Promise<void> {
    const { endOffset } = this.log
    const flushed = this.log.flush()
    if (!isAwaited) {
      flushed.catch(() => {}) // a loss of power may come before it is done
      return
    }
    await flushed
    this.#durableOffset = Math.max(this.#durableOffset, endOffset)
    assert.ok(this.log.recoveryPoint >= endOffset)
  }

  /** Begins a pass, unless one is under way. It ends at once, or somewhere in the steps that follow. */
  async #compact({ isPrepared, isAborted, isAwaited }: StepOf<'compact'>): Promise<void> {
    if (isPrepared) {
      for (const [slot] of this.model.openTransactions().entries()) end(this, { kind: 'end', slot, isAborted })
      this.log.roll()
      await this.#flush({ kind: 'flush', isAwaited: true })
    }
    this.clock.advance(COMPACTION_MS)
    const { passes } = this.#process
    for (let turn = 0; isAwaited && turn < TURNS_A_PASS && this.#process.passes === passes; turn++) await this.turn()
  }

  async #reopen({ how, seed, epochOff }: StepOf<'reopen'>): Promise<void> {
    this.#durableOffset = Math.max(this.#durableOffset, this.log.recoveryPoint)
    await this.#process.end(how, seed)
    this.leaderEpoch += epochOff
    const log = await this.#process.open()
    this.log = log
    const { model } = this
    const { endOffset: endBefore, startOffset: startBefore } = model
    if (how !== 'power loss') assert.equal(log.endOffset, endBefore)
    if (how === 'close') assert.equal(log.startOffset, startBefore)
    assert.ok(log.startOffset <= startBefore, `the log started at ${startBefore}, now at ${log.startOffset}`)
    const { endOffset } = log
    assert.ok(endOffset >= this.#durableOffset, `flushed up to ${this.#durableOffset}, there up to ${endOffset}`)
    assert.ok(endOffset <= endBefore, `appended up to ${endBefore}, there up to ${endOffset}`)
    // A log that ends before its start, because what lay between was never flushed, begins anew there.
    const isEmpty = log.segments.first.baseOffset === endOffset
    const isAnew = how === 'power loss' && isEmpty && this.#durableOffset < endOffset
    model.loseFrom(isAnew ? 0 : endOffset)
    model.endOffset = endOffset
    model.rememberedFrom = endOffset
    model.startOffset = log.startOffset
    if (how === 'power loss' && this.config.cleanupPolicy.compact) this.#loseBetweenSegments()
    this.#takeOver()
  }

  /**
   * In a compacted log a segment may end before the next one begins, so that a start cannot tell what was never
   * flushed from what compaction took: it may be missing between batches that were not flushed either.
   */
  #loseBetweenSegments(): void {
    const { segments } = this.log
    const lies = new Set([...segments].flatMap((one) => Array.from(one.scan(), ({ batch }) => batch.baseOffset)))
    const before = Math.max(this.#durableOffset, segments.first.baseOffset)
    const { model } = this
    model.batches = model.batches.filter(({ baseOffset, lastOffset }) => lastOffset < before || lies.has(baseOffset))
  }

  /** What was deleted may be back after a crash, as long as it is what was appended; from the old start on all is there. */
  #takeOver(): void {
    this.#durableOffset = Math.max(this.#durableOffset, this.log.recoveryPoint)
    const { cleanupPolicy, deleteRetentionMs } = this.config
    const cleanableBefore = cleanupPolicy.compact ? Math.min(this.#durableOffset, this.model.endOffset) : 0
    const bounds = { deletedBefore: this.#latestStart, cleanableBefore, nowMs: this.clock.nowMs(), deleteRetentionMs }
    takeOver(this.model, allBatches(this.log, 'uncommitted'), bounds)
  }

  #compareEnds(): void {
    const { startOffset, endOffset, lastStableOffset } = this.log
    const { model } = this
    assert.deepEqual(
      { startOffset, endOffset, lastStableOffset },
      { startOffset: model.startOffset, endOffset: model.endOffset, lastStableOffset: model.lastStableOffset() },
    )
    const last = model.present().at(-1)
    if (last === undefined) return
    for (const { lastOffset, leaderEpoch } of model.present()) assert.equal(this.log.epochFor(lastOffset), leaderEpoch)
    assert.equal(this.log.latestEpoch, last.leaderEpoch)
    const epochEnd = { epoch: last.leaderEpoch, endOffset: model.endOfEpoch(last.leaderEpoch) }
    assert.deepEqual(this.log.endOffsetForEpoch(last.leaderEpoch), epochEnd)
  }
}
