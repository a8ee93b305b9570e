/**
 * The memory of batches that are not delivered yet, and who waits for some of it. What is in use never passes
 * the limit by more than what one batch grows at once; memory of delivered batches is kept for the next ones,
 * within the same limit, because making and forgetting it costs more than filling it.
 */
import { type BatchBuilder, type BatchOptions, BatchBuilder as Builder } from '../../records/builder.ts'
import { BufferFullError, ClosedError } from '../errors.ts'

/** From this part of the limit on senders are asked to wait; the rest is for those who were told together. */
const FULL_FROM = 7 / 8

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
  #spare: BatchBuilder[] = []
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

  /** Memory for a batch: for one of the usual size, or one that takes a single large record. */
  takeBuilder(maxBytes?: number): BatchBuilder {
    const spare = maxBytes === undefined ? this.#takeSpare() : undefined
    const builder = spare ?? new Builder(maxBytes === undefined ? this.#options : { ...this.#options, maxBytes })
    this.reserve(builder.capacityInBytes)
    return builder
  }

  /** Takes back the memory of a batch that nobody reads any more. */
  giveBack(builder: BatchBuilder): void {
    const bytes = builder.capacityInBytes
    if (bytes > this.#batchBytes) return // made for a single large record
    if (this.#usedBytes + this.#spareBytes + bytes > this.#limitBytes) return
    builder.reset()
    this.#spare.push(builder)
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
      this.#spareBytes -= this.#spare.pop()?.capacityInBytes ?? this.#spareBytes
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
    this.#spare = []
    this.#spareBytes = 0
  }

  /** Memory that has grown is for busy partitions: with little left, a quiet one begins with little. */
  #takeSpare(): BatchBuilder | undefined {
    const spare = this.#usedBytes < this.#fullBytes / 2 ? this.#spare.pop() : undefined
    if (spare !== undefined) this.#spareBytes -= spare.capacityInBytes
    return spare
  }
}
