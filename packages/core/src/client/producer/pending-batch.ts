/**
 * One batch on its way: records go in until it is full or sent; then it has a sequence number, which it keeps over
 * all retries, so that a broker that has it already can tell. `seal` may be called again with another number, when
 * a producer starts anew.
 */
import assert from 'node:assert/strict'
import { RecordBatch } from '../../records/batch.ts'
import type { BatchBuilder } from '../../records/builder.ts'
import { setProducer } from '../../records/stamp.ts'
import type { ClientError } from '../errors.ts'
import type { Delivered } from './record.ts'

/** Under which number a batch is sent; -1s where the producer is not idempotent. */
export interface BatchNumber {
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
}

/** Somebody who wants to hear of one record. */
export interface Delivery {
  readonly index: number
  readonly timestamp: number
  readonly delivered: Delivered
}

/** A batch without a number has this one. */
const UNNUMBERED: BatchNumber = { producerId: -1, producerEpoch: -1, baseSequence: -1 }

export class PendingBatch {
  /** By the clock's `elapsedMs`. */
  readonly createdMs: number
  readonly generation: number
  /** Where it stands among the batches of its partition; the parts of one that was split share its place. */
  readonly order: number
  readonly deliveries: Delivery[] = []
  number: BatchNumber = UNNUMBERED
  /** Takes no more records. */
  isClosed = false
  /** Its records' senders have been told; what comes of it is of no interest to them any more. */
  isOver = false
  attempts = 0
  /** Why it has to be sent again. */
  lastProblem: ClientError | undefined
  /** Before this moment it is not sent again. */
  retryAtMs = 0
  /** What is counted of the producer's memory for it. */
  reservedBytes: number
  #builder: BatchBuilder | null
  #bytes: Buffer | null = null
  #recordCount = 0

  constructor(builder: BatchBuilder, birth: { createdMs: number; generation: number; order: number }) {
    this.createdMs = birth.createdMs
    this.generation = birth.generation
    this.order = birth.order
    this.#builder = builder
    this.reservedBytes = builder.capacityInBytes
  }

  /** Where records are written, as long as it is open. */
  get builder(): BatchBuilder {
    assert.ok(this.#builder !== null, 'a batch that was sealed takes no records')
    return this.#builder
  }

  get recordCount(): number {
    return this.#builder?.recordCount ?? this.#recordCount
  }

  /** Before compression, unless it is sealed. */
  get sizeInBytes(): number {
    return this.#bytes?.length ?? this.#builder?.sizeInBytes ?? 0
  }

  get hasNumber(): boolean {
    return this.number !== UNNUMBERED
  }

  /** The sequence number of the record behind its last. */
  get nextSequence(): number {
    return sequenceAfter(this.number.baseSequence, this.recordCount)
  }

  /**
   * The batch as it is sent. Where compression has made bytes of its own, `spare` gets the memory that the
   * records were collected in.
   */
  seal(isTransactional: boolean, spare: (builder: BatchBuilder) => void): Buffer {
    if (this.#bytes !== null) {
      setProducer(this.#bytes, this.number)
      return this.#bytes
    }
    const builder = this.builder
    this.isClosed = true
    this.#recordCount = builder.recordCount
    this.#bytes = builder.build({ ...this.number, isTransactional })
    if (this.#bytes.length < builder.sizeInBytes) {
      this.#builder = null
      spare(builder)
    }
    return this.#bytes
  }

  /** Gives the memory to whoever uses it next: only when nobody can read the batch any more. */
  takeBuilder(): BatchBuilder | null {
    const builder = this.#builder
    this.#builder = null
    this.#bytes = null
    return builder
  }

  /** Its records, sealed, to be built into smaller batches. */
  read(): RecordBatch {
    assert.ok(this.#bytes !== null, 'a batch is read when it was sealed')
    return new RecordBatch(this.#bytes, 0)
  }
}

/** Sequence numbers go on with 0 behind 2^31 - 1. */
export function sequenceAfter(sequence: number, recordCount: number): number {
  const next = sequence + recordCount
  return next > 0x7fffffff ? next - 0x80000000 : next
}
