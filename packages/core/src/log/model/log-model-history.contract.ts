/**
 * The simplest thing that could be a log: a list of all batches that were ever appended, in order, of which
 * some are gone again, or some of their records. Every answer is found by looking through all of it; nothing else is remembered.
 */
import type { TimestampedOffset } from '../timestamp-lookup.ts'
import type { DraftedRecord } from './log-model-batches.contract.ts'

export interface ModelRecord extends DraftedRecord {
  readonly offset: number
}

export interface ModelBatch {
  readonly baseOffset: number
  readonly lastOffset: number
  /** As it was appended, offsets and leader epoch included. */
  readonly original: Buffer
  /** As the log has to hold it: the same, unless compaction has taken records of it. */
  bytes: Buffer
  /** All that it was appended with, and what is left of that. A marker's is among them. */
  readonly records: readonly ModelRecord[]
  present: readonly ModelRecord[]
  readonly appendedMs: number
  readonly leaderEpoch: number
  /** -1 where there is no producer. */
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly isTransactional: boolean
  readonly marker: 'COMMIT' | 'ABORT' | null
}

export interface ModelTransaction {
  readonly producerId: number
  readonly firstOffset: number
  /** Of the marker; Infinity while there is none. */
  readonly lastOffset: number
  readonly isAborted: boolean
}

/** What is asked of a producer's state. */
type Claim = Pick<ModelBatch, 'producerId' | 'producerEpoch' | 'baseSequence' | 'isTransactional'> & { count: number }

const BATCHES_KNOWN = 5

export class ModelHistory {
  /** In order; those that were lost in a crash are taken out again, those that were deleted are not. */
  batches: ModelBatch[] = []
  startOffset = 0
  endOffset = 0
  /** What cannot be read any more. */
  readonly gone = new Set<ModelBatch>()
  /** Of batches before it, only each producer's last one must be known: a snapshot keeps no more. */
  rememberedFrom = 0

  append(batch: ModelBatch): void {
    this.batches.push(batch)
    this.endOffset = batch.lastOffset + 1
  }

  /** A crash took what lies behind the offset. */
  loseFrom(offset: number): void {
    this.batches = this.batches.filter((batch) => batch.lastOffset < offset)
    this.endOffset = offset
  }

  present(): ModelBatch[] {
    return this.batches.filter((batch) => !this.gone.has(batch) && batch.lastOffset >= this.startOffset)
  }

  /** What a read from the offset on could give. */
  readable(offset: number, isolation: 'committed' | 'uncommitted'): ModelBatch[] {
    const upTo = isolation === 'committed' ? this.lastStableOffset() : this.endOffset
    if (offset >= upTo) return []
    return this.present().filter(({ baseOffset, lastOffset }) => lastOffset >= offset && baseOffset < upTo)
  }

  transactions(): ModelTransaction[] {
    const all: ModelTransaction[] = []
    const open = new Map<number, number>()
    for (const { producerId, baseOffset, isTransactional, marker } of this.batches) {
      const firstOffset = open.get(producerId)
      if (marker === null) {
        if (isTransactional && firstOffset === undefined) open.set(producerId, baseOffset)
      } else if (firstOffset !== undefined) {
        all.push({ producerId, firstOffset, lastOffset: baseOffset, isAborted: marker === 'ABORT' })
        open.delete(producerId)
      }
    }
    const unfinished = { lastOffset: Number.POSITIVE_INFINITY, isAborted: false }
    return [...all, ...Array.from(open, ([producerId, firstOffset]) => ({ producerId, firstOffset, ...unfinished }))]
  }

  /** What became of each batch; one that is in no transaction counts as committed. */
  fates(): Map<ModelBatch, 'open' | 'committed' | 'aborted'> {
    const transactions = this.transactions()
    return new Map(
      this.batches.map((batch) => {
        const { producerId, baseOffset, isTransactional } = batch
        const isIn = (one: ModelTransaction) =>
          one.producerId === producerId && one.firstOffset <= baseOffset && baseOffset <= one.lastOffset
        const found = isTransactional ? transactions.find(isIn) : undefined
        const isOpen = found?.lastOffset === Number.POSITIVE_INFINITY
        return [batch, isOpen ? 'open' : found?.isAborted === true ? 'aborted' : 'committed']
      }),
    )
  }

  /** The batches that are there, if only as headers, of the transaction that has its marker there. */
  batchesOf({ producerId, lastOffset }: Pick<ModelTransaction, 'producerId' | 'lastOffset'>): ModelBatch[] {
    const ended = this.transactions().find((one) => one.producerId === producerId && one.lastOffset === lastOffset)
    if (ended === undefined) return []
    return this.present().filter(({ producerId: id, baseOffset, marker }) => {
      return id === producerId && marker === null && baseOffset >= ended.firstOffset && baseOffset < lastOffset
    })
  }

  openTransactions(): ModelTransaction[] {
    return this.transactions().filter(({ lastOffset }) => lastOffset === Number.POSITIVE_INFINITY)
  }

  lastStableOffset(): number {
    const firstOpen = Math.min(this.endOffset, ...this.openTransactions().map(({ firstOffset }) => firstOffset))
    return Math.max(this.startOffset, firstOpen)
  }

  /** The aborted transactions that overlap the offsets, by their markers. */
  aborted(offset: number, upTo: number): { producerId: number; firstOffset: number; lastOffset: number }[] {
    return this.transactions()
      .filter((one) => one.isAborted && one.lastOffset >= offset && one.firstOffset < upTo)
      .sort((left, right) => left.lastOffset - right.lastOffset)
      .map(({ producerId, firstOffset, lastOffset }) => ({ producerId, firstOffset, lastOffset }))
  }

  firstAtOrAfter(timestamp: number): TimestampedOffset | null {
    return this.#records().find((record) => record.timestamp >= timestamp) ?? null
  }

  latest(): TimestampedOffset | null {
    const records = this.#records()
    const latest = records.reduce((most, { timestamp }) => Math.max(most, timestamp), -1)
    return records.find(({ timestamp }) => timestamp === latest) ?? null
  }

  /** Where the epoch ends that a batch has: where the next one begins. */
  endOfEpoch(leaderEpoch: number): number {
    return this.batches.find((batch) => batch.leaderEpoch > leaderEpoch)?.baseOffset ?? this.endOffset
  }

  /** The batches of the producer's present epoch. */
  known(producerId: number): ModelBatch[] {
    const { epoch, batches } = this.#producer(producerId)
    return batches.filter((batch) => batch.marker === null && batch.producerEpoch === epoch)
  }

  epoch(producerId: number): number {
    return this.#producer(producerId).epoch
  }

  /** All answers that an append may get. */
  verdicts(claim: Claim): string[] {
    const duplicate = this.#duplicateOf(claim)
    if (duplicate === undefined) return [this.#judge(claim)]
    const answer = `duplicate ${duplicate.baseOffset} ${duplicate.lastOffset}`
    const isSure = duplicate.baseOffset >= this.rememberedFrom || duplicate === this.known(claim.producerId).at(-1)
    return isSure ? [answer] : [answer, this.#judge(claim)]
  }

  #duplicateOf({ producerId, producerEpoch, baseSequence, count }: Claim): ModelBatch | undefined {
    const known = producerEpoch === this.epoch(producerId) ? this.known(producerId).slice(-BATCHES_KNOWN) : []
    const isSame = (one: ModelBatch) =>
      one.baseSequence === baseSequence && one.lastOffset - one.baseOffset === count - 1
    return producerId === -1 ? undefined : known.find(isSame)
  }

  #judge({ producerId, producerEpoch, baseSequence, isTransactional }: Claim): string {
    if (producerId === -1) return 'appended'
    const epoch = this.epoch(producerId)
    if (producerEpoch < epoch) return 'INVALID_PRODUCER_EPOCH'
    const last = producerEpoch === epoch ? this.known(producerId).at(-1) : undefined
    const next = last === undefined ? 0 : last.baseSequence + (last.lastOffset - last.baseOffset) + 1
    if (epoch !== -1 && baseSequence !== next) return 'OUT_OF_ORDER_SEQUENCE_NUMBER'
    const isOpen = this.openTransactions().some((one) => one.producerId === producerId)
    return isOpen && !isTransactional ? 'INVALID_TXN_STATE' : 'appended'
  }

  #producer(producerId: number): { epoch: number; batches: ModelBatch[] } {
    const all = this.batches.filter((batch) => batch.producerId === producerId)
    const epoch = all.at(-1)?.producerEpoch ?? -1
    const lastOther = all.findLastIndex((batch) => batch.producerEpoch !== epoch)
    return { epoch, batches: all.slice(lastOther + 1) }
  }

  #records(): TimestampedOffset[] {
    return this.present()
      .flatMap(({ present }) => present.map(({ offset, timestamp }) => ({ offset, timestamp })))
      .filter(({ offset }) => offset >= this.startOffset)
  }
}
