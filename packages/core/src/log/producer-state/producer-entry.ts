/**
 * What the log remembers of one producer: its epoch, its last five batches (as many as it may have
 * under way), the coordinator's epoch of its last marker, and where its open transaction begins.
 * A new epoch forgets the batches of the old one.
 */
import { type BatchFacts, type Duplicate, type MarkerFacts, NONE } from './facts.ts'

const BATCHES_KEPT = 5
const SEQUENCES = 0x80000000

interface KeptBatch {
  lastSequence: number
  lastOffset: number
  /** How far its first offset, and so its first sequence, lie before the last. */
  offsetDelta: number
  timestamp: number
}

/** What a snapshot keeps of a producer: of its batches only the last. */
export interface SavedProducer {
  readonly producerId: number
  readonly epoch: number
  readonly lastSequence: number
  readonly lastOffset: number
  readonly offsetDelta: number
  readonly timestamp: number
  readonly coordinatorEpoch: number
  readonly transactionFirstOffset: number
}

export class ProducerEntry {
  readonly producerId: number
  epoch = NONE
  coordinatorEpoch = NONE
  lastTimestamp = NONE
  transactionFirstOffset = NONE
  readonly #batches: KeptBatch[] = []
  #newest = NONE

  constructor(producerId: number) {
    this.producerId = producerId
  }

  static restore(saved: SavedProducer): ProducerEntry {
    const entry = new ProducerEntry(saved.producerId)
    entry.epoch = saved.epoch
    entry.coordinatorEpoch = saved.coordinatorEpoch
    entry.transactionFirstOffset = Math.max(NONE, saved.transactionFirstOffset)
    entry.lastTimestamp = saved.timestamp
    const { lastSequence, lastOffset, offsetDelta, timestamp } = saved
    if (lastOffset >= 0) entry.#keep(lastSequence, { lastOffset, offsetDelta, timestamp })
    return entry
  }

  /** The last batch's last sequence; -1 where none is known. */
  get lastSequence(): number {
    return this.#batches[this.#newest]?.lastSequence ?? NONE
  }

  /** The last batch's last offset; -1 where none is known. */
  get lastOffset(): number {
    return this.#batches[this.#newest]?.lastOffset ?? NONE
  }

  get hasOpenTransaction(): boolean {
    return this.transactionFirstOffset !== NONE
  }

  addBatch(batch: BatchFacts): void {
    const { baseOffset, lastOffset, maxTimestamp } = batch
    this.#enter(batch.producerEpoch)
    this.#keep(batch.lastSequence, { lastOffset, offsetDelta: lastOffset - baseOffset, timestamp: maxTimestamp })
    this.lastTimestamp = maxTimestamp
    if (batch.isTransactional && !this.hasOpenTransaction) this.transactionFirstOffset = baseOffset
  }

  endTransaction(marker: MarkerFacts): void {
    this.#enter(marker.producerEpoch)
    this.coordinatorEpoch = marker.coordinatorEpoch
    this.lastTimestamp = marker.timestamp
    this.transactionFirstOffset = NONE
  }

  /** The first batch of the same epoch and the same sequences among those that are kept, or null. */
  findDuplicate({ producerEpoch, baseSequence, lastSequence }: BatchFacts): Duplicate | null {
    if (producerEpoch !== this.epoch) return null
    const { length } = this.#batches
    for (let age = 1; age <= length; age++) {
      const kept = this.#batches[(this.#newest + age) % length]
      if (kept?.lastSequence !== lastSequence || firstSequence(kept) !== baseSequence) continue
      const { lastOffset, offsetDelta, timestamp } = kept
      return { kind: 'duplicate', firstOffset: lastOffset - offsetDelta, lastOffset, timestamp }
    }
    return null
  }

  save(): SavedProducer {
    return {
      producerId: this.producerId,
      epoch: this.epoch,
      lastSequence: this.lastSequence,
      lastOffset: this.lastOffset,
      offsetDelta: this.#batches[this.#newest]?.offsetDelta ?? 0,
      timestamp: this.lastTimestamp,
      coordinatorEpoch: this.coordinatorEpoch,
      transactionFirstOffset: this.transactionFirstOffset,
    }
  }

  #enter(epoch: number): void {
    if (epoch === this.epoch) return
    this.epoch = epoch
    this.#batches.length = 0
    this.#newest = NONE
  }

  /** Keeps a batch; once there are five, in the place of the oldest. */
  #keep(lastSequence: number, { lastOffset, offsetDelta, timestamp }: Omit<KeptBatch, 'lastSequence'>): void {
    this.#newest = (this.#newest + 1) % BATCHES_KEPT
    const oldest = this.#batches[this.#newest]
    if (oldest === undefined) {
      this.#batches.push({ lastSequence, lastOffset, offsetDelta, timestamp })
      return
    }
    oldest.lastSequence = lastSequence
    oldest.lastOffset = lastOffset
    oldest.offsetDelta = offsetDelta
    oldest.timestamp = timestamp
  }
}

/** Sequences go on with 0 after the largest, and so do they backwards. */
function firstSequence({ lastSequence, offsetDelta }: KeptBatch): number {
  const first = lastSequence - offsetDelta
  return first < 0 && lastSequence !== NONE ? first + SEQUENCES : first
}
