/**
 * The memory of fetch responses, of all connections together, from the reading until they have left this
 * process. It is bounded by one number, which an answer's last read may pass by a batch; one client has a share
 * of it at most, so that one who does not read leaves room for the others. Who finds no room waits in a line.
 *
 * Memory for reading is used again, as new memory costs more than reading from the page cache does.
 */
import { Lease } from './lease.ts'

/** One client's share of the whole. */
const SHARE = 1 / 16
/** What a reader of 1 MiB wants, and what is read ahead of it; larger pieces are of several such units. */
const SLAB_BYTES = 1024 ** 2 + 64 * 1024
/** Memory that waits to be used again: a burst's is given back to the system. */
const KEPT_BYTES_MAX = 16 * SLAB_BYTES

interface Waiting {
  readonly holder: object
  readonly run: () => void
}

export class FetchMemory {
  readonly #limitBytes: number
  readonly #shareBytes: number
  readonly #heldBytes = new Map<object, number>()
  readonly #line = new Set<Waiting>()
  readonly #kept = new Map<number, Buffer[]>()
  #keptBytes = 0
  #usedBytes = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
    this.#shareBytes = limitBytes * SHARE
  }

  /** Memory of responses that have not left. */
  get usedBytes(): number {
    return this.#usedBytes
  }

  /** How much a holder may read now; it has to wait if that is not above 0. */
  roomFor(holder: object): number {
    return Math.min(this.#limitBytes - this.#usedBytes, this.#shareBytes - (this.#heldBytes.get(holder) ?? 0))
  }

  lease(holder: object): Lease {
    return new Lease(this, holder)
  }

  /** Runs something once, when there is room for the holder again and it is its turn; gives what calls it off. */
  whenRoom(holder: object, run: () => void): () => void {
    const waiting = { holder, run }
    this.#line.add(waiting)
    return () => this.#line.delete(waiting)
  }

  /** Memory of so many bytes or more. */
  take(holder: object, bytes: number): Buffer {
    const isSmall = bytes <= SLAB_BYTES / 8
    const size = isSmall ? bytes : Math.ceil(bytes / SLAB_BYTES) * SLAB_BYTES
    this.#count(holder, size)
    const kept = isSmall ? undefined : this.#kept.get(size)?.pop()
    if (kept === undefined) return Buffer.allocUnsafeSlow(size)
    this.#keptBytes -= size
    return kept
  }

  /** What was taken is free again; those who wait are served. */
  giveBack(holder: object, memory: readonly Buffer[]): void {
    for (const buffer of memory) {
      this.#count(holder, -buffer.length)
      this.#keep(buffer)
    }
    if (this.#line.size > 0) this.#serve()
  }

  #serve(): void {
    for (const waiting of this.#line) {
      if (this.#usedBytes >= this.#limitBytes) return
      if (this.roomFor(waiting.holder) <= 0) continue
      this.#line.delete(waiting)
      waiting.run()
    }
  }

  #count(holder: object, bytes: number): void {
    this.#usedBytes += bytes
    const held = (this.#heldBytes.get(holder) ?? 0) + bytes
    if (held === 0) this.#heldBytes.delete(holder)
    else this.#heldBytes.set(holder, held)
  }

  #keep(buffer: Buffer): void {
    const size = buffer.length
    if (size < SLAB_BYTES || this.#keptBytes + size > KEPT_BYTES_MAX) return
    const alike = this.#kept.get(size)
    if (alike === undefined) this.#kept.set(size, [buffer])
    else alike.push(buffer)
    this.#keptBytes += size
  }
}
