/**
 * A file of the disk in memory, and an opening of it. The file lives on without a name as long as it is open,
 * as on a real disk. Openings end with the machine's life: a loss of power or the end of the process.
 */
import assert from 'node:assert/strict'
import type { Clock } from './clock.ts'
import { type DiskAction, DiskError, type DiskFile } from './disk.ts'
import { assertPosition } from './file-position.ts'
import { MemoryBytes } from './memory-bytes.ts'
import type { Random } from './random.ts'
import { UnsyncedBytes } from './unsynced-bytes.ts'

/** What the parts of one disk share. */
export interface Life {
  readonly clock: Clock
  /** Whether the machine lost power or the process was killed: then whatever still runs in it is refused. */
  hasEnded: boolean
}

/** Refuses what is still asked of a disk whose life has ended. */
export function assertAlive(life: Life, action: DiskAction, path: string): void {
  if (life.hasEnded) throw new DiskError({ code: 'EIO', action, path, cause: 'its process has ended' })
}

export class MemoryFile {
  bytes = new MemoryBytes()
  modifiedMs: number
  /** Only where the disk may lose power: remembering every change would take memory without end. */
  readonly #unsynced: UnsyncedBytes | undefined

  constructor(options: { modifiedMs: number; isCrashable: boolean }) {
    this.modifiedMs = options.modifiedMs
    this.#unsynced = options.isCrashable ? new UnsyncedBytes() : undefined
  }

  write(chunks: readonly Uint8Array[], position: number): void {
    let at = position
    for (const chunk of chunks) {
      this.bytes.write(chunk, at)
      at += chunk.length
    }
    this.#unsynced?.wrote(Buffer.concat(chunks), position)
  }

  truncate(size: number): void {
    this.bytes.truncate(size)
    this.#unsynced?.truncated(size)
  }

  sync(): void {
    this.#unsynced?.sync()
  }

  /** Becomes what a loss of power leaves of it. */
  settle(random: Random): void {
    this.bytes = this.#unsynced?.settle(random) ?? this.bytes
  }
}

export class OpenMemoryFile implements DiskFile {
  readonly path: string
  readonly #file: MemoryFile
  readonly #life: Life
  #isOpen = true

  constructor(path: string, file: MemoryFile, life: Life) {
    this.path = path
    this.#file = file
    this.#life = life
  }

  get size(): number {
    return this.#file.bytes.length
  }

  read(target: Uint8Array, position: number): number {
    this.#assertUsable('read', position)
    return this.#file.bytes.read(target, position)
  }

  write(chunks: readonly Uint8Array[], position: number): void {
    this.#assertUsable('write', position)
    this.#file.write(chunks, position)
    this.#file.modifiedMs = this.#life.clock.nowMs()
  }

  truncate(size: number): void {
    this.#assertUsable('truncate', size)
    this.#file.truncate(size)
    this.#file.modifiedMs = this.#life.clock.nowMs()
  }

  async sync(): Promise<void> {
    this.#assertUsable('sync', 0)
    this.#file.sync()
  }

  close(): void {
    this.#isOpen = false
  }

  #assertUsable(action: DiskAction, position: number): void {
    if (!this.#isOpen) assert.fail(`${this.path} is closed: expected an open file`)
    assertPosition(position, this.path)
    assertAlive(this.#life, action, this.path)
  }
}
