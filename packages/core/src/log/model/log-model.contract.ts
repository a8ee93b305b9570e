/**
 * Runs a log and its model side by side: each step is done to both, and both must say the same. After a loss of
 * power the log may have forgotten what was never flushed: then it must hold a first part of what was appended,
 * and the model goes on from there.
 */
import assert from 'node:assert/strict'
import { silentLogger } from '../../host/logger.ts'
import { ManualClock } from '../../host/manual-clock.ts'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { SeededRandom } from '../../host/random.ts'
import { batches } from '../../records/batches.ts'
import type { AppendOutcome } from '../append.ts'
import { DataDirectory } from '../data-directory.ts'
import { defaultLogConfig, type LogConfig } from '../log-config.ts'
import type { PartitionLog } from '../partition-log.ts'
import { type Draft, draftBatch, draftMarker, faultyBatch } from './log-model-batches.contract.ts'
import { ModelHistory } from './log-model-history.contract.ts'
import { assertSame, ComparedReads } from './log-model-reads.contract.ts'
import type { Run, Step } from './log-model-steps.contract.ts'

const START_MS = 1_700_000_000_000
const NEVER_MS = 1e15
const place = { topic: 'orders', partition: 3 }
const topicId = 'Zgk6oYHtSByXZtFFkXKPmQ'

type Step_<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>

/** Does the run; throws where the log is not what the model says. */
export async function runModel({ settings, steps }: Run): Promise<void> {
  const pair = new Pair(settings)
  await pair.begin()
  for (const [step, turns] of steps) {
    await pair.take(step)
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
  }
  await pair.finish()
}

class Pair {
  readonly #model = new ModelHistory()
  readonly #clock = new ManualClock(START_MS)
  readonly #settings: Run['settings']
  readonly #config: LogConfig
  #disk = new MemoryDisk({ clock: this.#clock, crashable: true })
  #directory!: DataDirectory
  #log!: PartitionLog
  #leaderEpoch = 0
  /** No loss of power may take what lies before it. */
  #durableOffset = 0

  constructor(settings: Run['settings']) {
    const { segmentBytes, indexIntervalBytes, segmentIndexBytes, flushMessages } = settings
    const more = { segmentBytes, indexIntervalBytes, segmentIndexBytes, flushMessages, maxMessageBytes: 100_000 }
    this.#settings = settings
    this.#config = { ...defaultLogConfig, ...more, retentionMs: Number.POSITIVE_INFINITY }
  }

  async begin(): Promise<void> {
    this.#directory = await this.#openDirectory()
    this.#log = await this.#directory.create(place, topicId)
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'append':
        this.#append(step)
        break
      case 'resend':
        this.#resend(step)
        break
      case 'end':
        this.#end(step)
        break
      case 'refuse':
        this.#refuse(step)
        break
      case 'read':
        this.#reads().read(step)
        break
      case 'walk':
        this.#reads().walk(step)
        break
      case 'look up':
        this.#reads().lookUp(this.#clock.nowMs() + step.timestampOff)
        break
      case 'roll':
        this.#log.roll()
        break
      case 'retain by time':
        this.#clock.advance(step.passMs)
        this.#retain({ retentionMs: 1_000 })
        break
      case 'retain by size':
        this.#retain({ retentionBytes: step.keepBytes })
        break
      case 'move start':
        this.#moveStart(step)
        break
      case 'flush':
        await this.#flush(step)
        break
      case 'checkpoint':
        await this.#directory.checkpoint()
        break
      case 'reopen':
        await this.#reopen(step)
        break
    }
    this.#reads().ends()
  }

  async finish(): Promise<void> {
    for (const isolation of ['committed', 'uncommitted'] as const) this.#reads().walk({ isolation, maxBytes: 1_000 })
    await this.#directory.close()
  }

  #append({ slot, sequenceOff, epochOff, isTransactional: wanted, ...shape }: Step_<'append'>): void {
    const producerId = slot
    const epoch = Math.max(0, this.#model.epoch(producerId))
    const producerEpoch = producerId === -1 ? -1 : Math.max(0, epoch + epochOff)
    const last = producerEpoch === epoch ? this.#model.known(producerId).at(-1) : undefined
    const next = last === undefined ? 0 : last.baseSequence + last.timestamps.length
    const baseSequence = producerId === -1 ? -1 : Math.max(0, next + sequenceOff)
    const isTransactional = wanted && producerId !== -1
    const timestamp = this.#clock.nowMs() + shape.timestampOff
    this.#send({ ...shape, producerId, producerEpoch, baseSequence, isTransactional, timestamp })
  }

  #send(draft: Draft): void {
    const { producerId, producerEpoch, baseSequence, isTransactional, count } = draft
    const { bytes, timestamps } = draftBatch(draft)
    const claim = { producerId, producerEpoch, baseSequence, isTransactional, count }
    const isTooLarge = bytes.length > this.#config.segmentBytes
    const verdicts = isTooLarge ? ['RECORD_LIST_TOO_LARGE'] : this.#model.verdicts(claim)
    const original = Buffer.from(bytes)
    const outcome = this.#log.append(bytes, { origin: 'client', leaderEpoch: this.#leaderEpoch })
    const verdict = verdictOf(outcome)
    assert.ok(verdicts.includes(verdict), `expected ${verdicts.join(' or ')}, found ${verdict}`)
    if (verdict !== 'appended') return
    // Offset and leader epoch are the log's to write, and nothing else.
    assertSame(bytes.subarray(16), original.subarray(16))
    const { baseOffset, lastOffset } = this.#checkPlace(outcome, count)
    const facts = { producerId, producerEpoch, baseSequence, isTransactional, timestamps }
    this.#model.append({ ...facts, baseOffset, lastOffset, bytes, marker: null, leaderEpoch: this.#leaderEpoch })
  }

  /** An earlier batch, once more. */
  #resend({ slot, age }: Step_<'resend'>): void {
    const producerId = slot
    const batch = this.#model.known(producerId).at(-age)
    if (batch === undefined) return
    const { producerEpoch, baseSequence, isTransactional, timestamps } = batch
    const [timestamp = 0] = timestamps
    const shape = { count: timestamps.length, valueBytes: 10, compression: 'none' as const, timestamp }
    this.#send({ ...shape, producerId, producerEpoch, baseSequence, isTransactional })
  }

  /** Ends a transaction, if one is open. */
  #end({ slot, isAborted }: Step_<'end'>): void {
    const open = this.#model.openTransactions()
    const producerId = open[slot % Math.max(1, open.length)]?.producerId
    if (producerId === undefined) return
    const producerEpoch = this.#model.epoch(producerId)
    const marker = isAborted ? 'ABORT' : 'COMMIT'
    const timestamp = this.#clock.nowMs()
    const bytes = draftMarker({ type: marker, producerId, producerEpoch, timestamp })
    const outcome = this.#log.append(bytes, { origin: 'coordinator', leaderEpoch: this.#leaderEpoch })
    const facts = { producerId, producerEpoch, baseSequence: -1, isTransactional: true, timestamps: [timestamp] }
    this.#model.append({ ...this.#checkPlace(outcome, 1), ...facts, bytes, marker, leaderEpoch: this.#leaderEpoch })
  }

  #refuse({ fault }: Step_<'refuse'>): void {
    const { bytes, error } = faultyBatch(fault, this.#clock.nowMs())
    const outcome = this.#log.append(bytes, { origin: 'client', leaderEpoch: this.#leaderEpoch })
    assert.equal(verdictOf(outcome), error)
  }

  #checkPlace(outcome: AppendOutcome, count: number): { baseOffset: number; lastOffset: number } {
    assert.equal(verdictOf(outcome), 'appended')
    const baseOffset = this.#model.endOffset
    if (outcome.kind === 'appended') {
      assert.deepEqual([outcome.firstOffset, outcome.lastOffset], [baseOffset, baseOffset + count - 1])
      outcome.durable?.catch(() => {}) // a loss of power may come before it
    }
    return { baseOffset, lastOffset: baseOffset + count - 1 }
  }

  #reads(): ComparedReads {
    return new ComparedReads(this.#log, this.#model)
  }

  #retain(limit: Partial<LogConfig>): void {
    this.#log.config = { ...this.#config, ...limit }
    this.#log.applyRetention()
    this.#log.config = this.#config
    const { startOffset } = this.#log
    const isDeleted = ({ lastOffset }: { lastOffset: number }) => lastOffset < startOffset
    const deleted = this.#model.present().filter(isDeleted)
    const { retentionMs = Number.POSITIVE_INFINITY, retentionBytes = 0 } = limit
    const eldestMs = this.#clock.nowMs() - retentionMs
    const isOld = deleted.every(({ timestamps }) => timestamps.every((timestamp) => timestamp < eldestMs))
    assert.ok(isOld || retentionMs === Number.POSITIVE_INFINITY, 'only old records go')
    const isTooMuch = deleted.length === 0 || this.#log.sizeInBytes >= retentionBytes
    assert.ok(isTooMuch || retentionMs !== Number.POSITIVE_INFINITY, 'not more goes than is too much')
    this.#startAt(startOffset)
  }

  #moveStart({ place }: Step_<'move start'>): void {
    const { startOffset, endOffset } = this.#model
    this.#log.moveStartTo(startOffset + Math.round(((endOffset - startOffset) * place) / 1_000))
    this.#startAt(this.#log.startOffset)
  }

  #startAt(offset: number): void {
    assert.ok(offset >= this.#model.startOffset && offset <= this.#model.endOffset)
    this.#model.startOffset = offset
  }

  async #flush({ isAwaited }: Step_<'flush'>): Promise<void> {
    const { endOffset } = this.#log
    const flushed = this.#log.flush()
    if (!isAwaited) {
      flushed.catch(() => {}) // a loss of power may come before it is done
      return
    }
    await flushed
    this.#durableOffset = Math.max(this.#durableOffset, endOffset)
    assert.ok(this.#log.recoveryPoint >= endOffset)
  }

  async #reopen({ how, seed, epochOff }: Step_<'reopen'>): Promise<void> {
    const { recoveryPoint } = this.#log
    this.#durableOffset = Math.max(this.#durableOffset, recoveryPoint)
    if (how === 'close') await this.#directory.close()
    else this.#disk = how === 'kill' ? this.#disk.kill() : this.#disk.crash(new SeededRandom(seed))
    this.#leaderEpoch += epochOff
    this.#directory = await this.#openDirectory()
    const log = this.#directory.log(place) ?? (await this.#directory.create(place, topicId))
    this.#log = log
    const model = this.#model
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
    this.#takeOver(startBefore)
  }

  /** What was deleted may be back after a crash, as long as it is what was appended; from the old start on all is there. */
  #takeOver(startBefore: number): void {
    const model = this.#model
    model.startOffset = this.#log.startOffset
    const found = new Set<number>()
    for (let offset = model.startOffset; ; ) {
      const read = this.#log.read({ offset, maxBytes: 1_000, atLeastOne: true, isolation: 'uncommitted' })
      assert.ok(read.kind === 'read')
      if (read.records.length === 0) break
      for (const batch of batches(read.records)) {
        const expected = model.batches.find(({ baseOffset }) => baseOffset === batch.baseOffset)
        assertSame(batch.bytes, expected?.bytes)
        found.add(batch.baseOffset)
      }
      offset = read.nextOffset
    }
    model.gone.clear()
    for (const batch of model.batches.filter(({ baseOffset }) => !found.has(baseOffset))) {
      assert.ok(batch.lastOffset < startBefore, `the batch at ${batch.baseOffset} is missing`)
      model.gone.add(batch)
    }
  }

  #openDirectory(): Promise<DataDirectory> {
    const { warmSegments } = this.#settings
    return DataDirectory.open({
      path: '/data',
      disk: this.#disk,
      clock: this.#clock,
      logger: silentLogger,
      configOf: () => this.#config,
      warmLimits: { segments: warmSegments, bytes: 1e9 },
      retentionCheckMs: NEVER_MS,
      flushCheckMs: NEVER_MS,
      checkpointMs: NEVER_MS,
      producerExpirationMs: NEVER_MS,
    })
  }
}

function verdictOf(outcome: AppendOutcome): string {
  if (outcome.kind === 'refused') return outcome.error
  return outcome.isDuplicate ? `duplicate ${outcome.firstOffset} ${outcome.lastOffset}` : 'appended'
}
