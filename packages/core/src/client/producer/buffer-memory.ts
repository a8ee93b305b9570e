/**
 * The memory of batches that are not delivered yet, and who waits for some of it. What is in use never passes
 * the limit by more than what one batch grows at once; memory of delivered batches is kept for the next ones,
 * within the same limit, because making and forgetting it costs more than filling it.
 */
import { BatchBuilder, type BatchOptions } from '../../records/builder.ts'
import { BufferFullError, ClosedError } from '../errors.ts'

/** From this part of the limit on senders are asked to wait; the rest is for those who were told together. */
const FULL_FROM = 7 / 8

/** What a quiet partition may get of spare memory: what new memory has at first. */
const QUIET_BYTES_MAX = 16 * 1024

interface Waiter {
  readonly resolve: () => void
  readonly reject: (problem: Error) => void
}

export class BufferMemory {
  readonly #limitBytes: number
  readonly #fullBytes: number
  readonly #options: BatchOptions
  readonly #batchBytes: number
  #usedBytes = 0
  readonly #grown: BatchBuilder[] = []
  readonly #small: BatchBuilder[] = []
  #spareBytes = 0
  #waiters: Waiter[] = []

  constructor(limitBytes: number, options: BatchOptions & { readonly maxBytes: number }) {
    this.#batchBytes = options.maxBytes
    this.#limitBytes = limitBytes
    this.#fullBytes = limitBytes * FULL_FROM
    this.#options = options
  }

  get usedBytes(): number {
    return this.#usedBytes
  }

  /** Whether whoever sends more should wait. */
  get isFull(): boolean {
    return this.#usedBytes >= this.#fullBytes
  }

  /** @throws BufferFullError where nothing more may be taken. */
  refuseIfExhausted(): void {
    if (this.#usedBytes < this.#limitBytes) return
    const found = `${this.#usedBytes} of ${this.#limitBytes} bytes are in use`
    throw new BufferFullError(`expected senders to wait for ready() after send() gave false: ${found}`)
  }

  /**
   * Memory for a batch. A busy partition, whose last batch was filled, gets memory that has grown to a batch's size
   * before; to a quiet one that would only be taken from the others.
   */
  takeBuilder(isBusy: boolean): BatchBuilder {
    const spare = this.#takeSpare(isBusy)
    const builder = spare ?? new BatchBuilder(this.#options)
    this.reserve(builder.capacityInBytes)
    return builder
  }

  /** Memory for a batch of one large record. */
  takeLarge(maxBytes: number): BatchBuilder {
    const builder = new BatchBuilder({ ...this.#options, maxBytes })
    this.reserve(builder.capacityInBytes)
    return builder
  }

  /** Takes back the memory of a batch that nobody reads any more. */
  giveBack(builder: BatchBuilder): void {
    const bytes = builder.capacityInBytes
    if (bytes > this.#batchBytes) return // made for a single large record
    if (this.#usedBytes + this.#spareBytes + bytes > this.#limitBytes) return
    builder.reset()
    const spare = bytes > QUIET_BYTES_MAX ? this.#grown : this.#small
    spare.push(builder)
    this.#spareBytes += bytes
  }

  /** Takes back what was taken for nothing. */
  drop(reservedBytes: number, builder: BatchBuilder): void {
    this.release(reservedBytes)
    this.giveBack(builder)
  }

  reserve(bytes: number): void {
    this.#usedBytes += bytes
    while (this.#spareBytes > 0 && this.#usedBytes + this.#spareBytes > this.#limitBytes) {
      const dropped = this.#grown.pop() ?? this.#small.pop()
      this.#spareBytes -= dropped?.capacityInBytes ?? this.#spareBytes
    }
  }

  release(bytes: number): void {
    this.#usedBytes -= bytes
    if (this.isFull || this.#waiters.length === 0) return
    for (const { resolve } of this.#waiters.splice(0)) resolve()
  }

  /** Resolves when senders need not wait any more. */
  ready(): Promise<void> {
    if (!this.isFull) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }))
  }

  close(): void {
    for (const { reject } of this.#waiters.splice(0)) reject(new ClosedError('the producer is closed'))
    this.#grown.length = 0
    this.#small.length = 0
    this.#spareBytes = 0
  }

  #takeSpare(isBusy: boolean): BatchBuilder | undefined {
    const spare = (isBusy ? this.#grown.pop() : undefined) ?? this.#small.pop()
    if (spare !== undefined) this.#spareBytes -= spare.capacityInBytes
    return spare
  }
}
