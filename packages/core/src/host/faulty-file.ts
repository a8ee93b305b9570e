/**
 * An open file of a faulty disk. It asks the disk which fault comes; what a fault leaves behind is decided
 * here: a write that fails has written some first part, a write on a full disk what there was room for.
 */
import assert from 'node:assert/strict'
import { type DiskAction, DiskError, type DiskFile } from './disk.ts'

/** The disk's part of it: chance, time and room. */
export interface Faults {
  failure(action: DiskAction): DiskError | undefined
  below(limit: number): number
  isShortRead(): boolean
  delay(): Promise<void>
  /** Told once, when the file is closed. */
  closed(): void
  /** Takes room for so many bytes more, or gives it back where it is negative; gives what there was. */
  claim(bytes: number): number
}

export class FaultyFile implements DiskFile {
  readonly #file: DiskFile
  readonly #faults: Faults
  #isOpen = true
  #syncs = 0

  constructor(file: DiskFile, faults: Faults) {
    this.#file = file
    this.#faults = faults
  }

  get path(): string {
    return this.#file.path
  }

  get size(): number {
    return this.#file.size
  }

  read(target: Uint8Array, position: number): number {
    this.#meet('read')
    const isShort = target.length > 0 && this.#faults.isShortRead()
    const length = isShort ? this.#faults.below(target.length) : target.length
    return this.#file.read(target.subarray(0, length), position)
  }

  write(chunks: readonly Uint8Array[], position: number): void {
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    const failure = this.#failure('write')
    const wanted = failure === undefined ? length : this.#faults.below(length + 1)
    const growth = wanted === 0 ? 0 : Math.max(0, position + wanted - this.size)
    const missing = growth - this.#faults.claim(growth)
    const written = Math.max(0, wanted - missing)
    this.#file.write(written === length ? chunks : firstOf(chunks, written), position)
    if (failure !== undefined) throw failure
    if (missing > 0) throw new DiskError({ code: 'ENOSPC', action: 'write', path: this.path })
  }

  truncate(size: number): void {
    this.#meet('truncate')
    const growth = size - this.size
    if (growth > 0) {
      const granted = this.#faults.claim(growth)
      if (granted < growth) {
        this.#faults.claim(-granted)
        throw new DiskError({ code: 'ENOSPC', action: 'truncate', path: this.path })
      }
    }
    this.#file.truncate(size)
    if (growth < 0) this.#faults.claim(growth)
  }

  /** A sync that is slow goes on when the file is closed meanwhile, as on a real disk. */
  async sync(): Promise<void> {
    this.#meet('sync')
    this.#syncs++
    try {
      await this.#faults.delay()
      await this.#file.sync()
    } finally {
      this.#syncs--
      this.#letGo()
    }
  }

  close(): void {
    if (!this.#isOpen) return
    const failure = this.#failure('close')
    this.#isOpen = false
    this.#letGo()
    if (failure !== undefined) throw failure
  }

  #letGo(): void {
    if (this.#isOpen || this.#syncs > 0) return
    this.#file.close()
    this.#faults.closed()
  }

  #meet(action: DiskAction): void {
    const failure = this.#failure(action)
    if (failure !== undefined) throw failure
  }

  #failure(action: DiskAction): DiskError | undefined {
    if (!this.#isOpen) assert.fail(`${this.path} is closed: expected an open file`)
    return this.#faults.failure(action)
  }
}

/** The first `length` bytes of the chunks. */
function firstOf(chunks: readonly Uint8Array[], length: number): Uint8Array[] {
  const first: Uint8Array[] = []
  let rest = length
  for (const chunk of chunks) {
    if (rest === 0) break
    first.push(chunk.subarray(0, rest))
    rest -= Math.min(rest, chunk.length)
  }
  return first
}
