/**
 * The batches of one partition, in their order: those that wait (the last of them takes records), and those that
 * are on the wire. Batches that have to be sent again stand in front. Sequence numbers are given when a batch is
 * sent for the first time, one behind the other; where one of them was given up, or the broker misses one, the
 * partition has to begin anew under another epoch.
 */

import { errors } from '../../protocol/errors.ts'
import type { BatchBuilder, RecordToWrite } from '../../records/builder.ts'
import { BrokerError } from '../errors.ts'
import type { BufferMemory } from './buffer-memory.ts'
import { PendingBatch, sequenceAfter } from './pending-batch.ts'
import type { ProducerIds } from './producer-ids.ts'
import type { BatchListener, RecordField } from './record.ts'

/** What the queues of a producer have in common. */
export interface QueueGround {
  readonly memory: BufferMemory
  readonly maxRequestBytes: number
  /** When and under which generation a new batch begins. */
  readonly birth: () => { createdMs: number; generation: number }
  /** A batch was begun: it has to be sent some time, or, where another one is full, soon. */
  readonly opened: (queue: PartitionQueue) => void
}

export class PartitionQueue {
  readonly topic: string
  readonly partition: number
  readonly waiting: PendingBatch[] = []
  readonly onWire: PendingBatch[] = []
  /** The broker to which those on the wire went. */
  wireNodeId = -1
  /** When something of it was last to be sent, by the clock's `elapsedMs`. */
  usedMs = Number.NEGATIVE_INFINITY
  /** A numbered batch was given up: whether the broker has it is not known, or it has not. */
  hasGap = false
  /** The broker misses a batch before the first of these: none of them is there. */
  mustRenumber = false
  listener: BatchListener | null = null
  readonly #ground: QueueGround
  #open: PendingBatch | null = null
  #ids: ProducerIds | null = null
  #nextSequence = 0
  /** The producer id under which the partition's leader has a batch. */
  #knownProducerId = -1
  #opened = 0

  constructor(place: { topic: string; partition: number }, ground: QueueGround) {
    this.topic = place.topic
    this.partition = place.partition
    this.#ground = ground
  }

  /** What errors call it: `orders-3`. */
  get name(): string {
    return `${this.topic}-${this.partition}`
  }

  get isIdle(): boolean {
    return this.waiting.length === 0 && this.onWire.length === 0
  }

  /** Whether numbers have to begin anew before anything else is sent, and may. */
  get wantsNewEpoch(): boolean {
    if (this.onWire.length > 0) return false
    return this.mustRenumber || (this.hasGap && this.waiting[0]?.hasNumber !== true)
  }

  /**
   * Whether the next batch has to wait until the first has been answered. A broker that has seen nothing of a
   * producer id takes any sequence number for the first: were the first batch lost, the second would be taken.
   */
  get awaitsFirstAnswer(): boolean {
    const [first] = this.onWire
    return first?.hasNumber === true && first.number.producerId !== this.#knownProducerId
  }

  /** The batch that the next record goes to has so much in it; 0 where there is none. */
  get openBytes(): number {
    return this.#open === null || this.#open.isClosed ? 0 : this.#open.sizeInBytes
  }

  /**
   * Writes a record without headers into the last batch, or into another where that is full, and gives the batch.
   *
   * @throws EncodeError for what is no record, BrokerError MESSAGE_TOO_LARGE where no request could carry it.
   */
  appendPair(key: RecordField, value: RecordField, timestamp: number): PendingBatch {
    const open = this.#open
    if (open !== null && !open.isClosed && open.builder.tryAppendPair(key, value, timestamp)) return this.#wrote(open)
    return this.#appendToNew({ key, value, timestamp })
  }

  /** The same for a record that may have headers. */
  append(record: RecordToWrite): PendingBatch {
    const open = this.#open
    if (open !== null && !open.isClosed && open.builder.tryAppend(record)) return this.#wrote(open)
    return this.#appendToNew(record)
  }

  /** Takes the first batch to send it; it goes on the wire under its number, which it gets now if it has none. */
  take(ids: ProducerIds | null): PendingBatch {
    const batch = this.waiting.shift() as PendingBatch
    batch.isClosed = true
    if (batch === this.#open) this.#open = null
    if (ids !== null && !batch.hasNumber) {
      if (!this.#isNumberedBy(ids) && this.onWire.length === 0 && this.waiting[0]?.hasNumber !== true) this.restart(ids)
      batch.number = { ...(this.#ids ?? ids), baseSequence: this.#nextSequence }
      this.#nextSequence = batch.nextSequence
    }
    batch.attempts += 1
    this.onWire.push(batch)
    return batch
  }

  /** The broker has answered, or never will. */
  takeOffWire(batch: PendingBatch): void {
    const place = this.onWire.indexOf(batch)
    if (place >= 0) this.onWire.splice(place, 1)
  }

  /** The broker has the batch. */
  acknowledged(batch: PendingBatch): void {
    this.#knownProducerId = batch.number.producerId
  }

  /** Puts a batch, or the parts of one, back in front of all that came after it. */
  putBack(...batches: readonly PendingBatch[]): void {
    const [first] = batches
    if (first === undefined) return
    const place = this.waiting.findIndex((one) => one.order >= first.order)
    this.waiting.splice(place < 0 ? this.waiting.length : place, 0, ...batches)
  }

  /** Whether none of those before this batch is still to come. */
  isFirst(batch: PendingBatch): boolean {
    return ![...this.onWire, ...this.waiting].some((one) => one !== batch && one.order < batch.order)
  }

  /** Begins with sequence 0 under new ids; batches that had numbers, and that no broker has, get new ones. */
  restart(ids: ProducerIds): void {
    this.#ids = ids
    this.#nextSequence = 0
    this.hasGap = false
    this.mustRenumber = false
    for (const batch of this.waiting) {
      if (!batch.hasNumber) continue
      batch.number = { ...ids, baseSequence: this.#nextSequence }
      this.#nextSequence = sequenceAfter(this.#nextSequence, batch.recordCount)
    }
  }

  /** Whether the numbers in use are older than these. */
  isBehind(ids: ProducerIds): boolean {
    return this.#ids !== null && !this.#isNumberedBy(ids)
  }

  /** Lets go of all that waits, and gives it. */
  dropWaiting(): PendingBatch[] {
    this.#open = null
    return this.waiting.splice(0)
  }

  /** A batch that waits, was not sent, and is given up. */
  drop(batch: PendingBatch): void {
    const place = this.waiting.indexOf(batch)
    if (place >= 0) this.waiting.splice(place, 1)
    if (batch === this.#open) this.#open = null
  }

  /** Smaller batches, out of the records of one that is too large; they share its place and go on with its numbers. */
  split(batch: PendingBatch, builders: readonly BatchBuilder[]): PendingBatch[] {
    let baseSequence = batch.number.baseSequence
    let firstIndex = 0
    return builders.map((builder) => {
      const part = new PendingBatch(builder, batch)
      part.isClosed = true
      part.attempts = batch.attempts
      part.isOver = batch.isOver
      if (batch.hasNumber) {
        part.number = { ...batch.number, baseSequence }
        baseSequence = sequenceAfter(baseSequence, part.recordCount)
      }
      for (const delivery of batch.deliveries) {
        const index = delivery.index - firstIndex
        if (index >= 0 && index < part.recordCount) part.deliveries.push({ ...delivery, index })
      }
      firstIndex += part.recordCount
      return part
    })
  }

  #isNumberedBy({ producerId, producerEpoch }: ProducerIds): boolean {
    return this.#ids?.producerId === producerId && this.#ids.producerEpoch === producerEpoch
  }

  #begin(builder: BatchBuilder, reservedBytes: number): PendingBatch {
    this.#opened += 1
    if (this.#open !== null) this.#open.isClosed = true
    if (builder.capacityInBytes > reservedBytes) this.#ground.memory.reserve(builder.capacityInBytes - reservedBytes)
    const batch = new PendingBatch(builder, { ...this.#ground.birth(), order: this.#opened })
    this.#open = batch
    this.waiting.push(batch)
    this.#ground.opened(this)
    return batch
  }

  /** What the batch's memory has grown by is counted. */
  #wrote(batch: PendingBatch): PendingBatch {
    const { capacityInBytes } = batch.builder
    if (capacityInBytes !== batch.reservedBytes) {
      this.#ground.memory.reserve(capacityInBytes - batch.reservedBytes)
      batch.reservedBytes = capacityInBytes
    }
    return batch
  }

  #appendToNew(record: RecordToWrite): PendingBatch {
    const { memory, maxRequestBytes } = this.#ground
    const usual = memory.takeBuilder(this.#open !== null)
    const usualBytes = usual.capacityInBytes
    if (appends(usual, record, () => memory.drop(usualBytes, usual))) return this.#begin(usual, usualBytes)
    memory.drop(usualBytes, usual)
    const large = memory.takeLarge(maxRequestBytes)
    const largeBytes = large.capacityInBytes
    if (appends(large, record, () => memory.release(largeBytes))) return this.#begin(large, largeBytes)
    memory.release(largeBytes)
    throw this.#tooLarge(large, record)
  }

  #tooLarge(builder: BatchBuilder, record: RecordToWrite): BrokerError {
    const found = `found one of ${builder.sizeWith(record)}`
    const message = `expected a record of at most ${this.#ground.maxRequestBytes} bytes with its batch, ${found}`
    return new BrokerError(errors.MESSAGE_TOO_LARGE, { place: { subject: this.name }, message })
  }
}

/** Appends the first record of a batch; where that is none, gives the memory back before it says so. */
function appends(builder: BatchBuilder, record: RecordToWrite, giveBack: () => void): boolean {
  try {
    return builder.tryAppend(record)
  } catch (problem) {
    giveBack()
    throw problem
  }
}
