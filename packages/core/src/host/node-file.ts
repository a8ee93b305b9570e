/**
 * An open file of the machine's own disk. The operating system may take or give fewer bytes than it was
 * asked to; here each call goes on until all is done. The descriptor is given back only when no sync is
 * under way on it, because the system would hand its number to the next file that is opened.
 */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { type DiskAction, DiskError, type DiskFile } from './disk.ts'
import { assertPosition } from './file-position.ts'
import { systemCode } from './system-error.ts'

export class NodeFile implements DiskFile {
  readonly path: string
  readonly #descriptor: number
  #size: number
  #isOpen = true
  #syncs = 0

  constructor(file: { path: string; descriptor: number; size: number }) {
    this.path = file.path
    this.#descriptor = file.descriptor
    this.#size = file.size
  }

  get size(): number {
    return this.#size
  }

  read(target: Uint8Array, position: number): number {
    const descriptor = this.#open()
    assertPosition(position, this.path)
    let filled = 0
    try {
      while (filled < target.length) {
        const count = fs.readSync(descriptor, target, filled, target.length - filled, position + filled)
        if (count === 0) break
        filled += count
      }
    } catch (problem) {
      throw asDiskError(problem, 'read', this.path)
    }
    return filled
  }

  write(chunks: readonly Uint8Array[], position: number): void {
    const descriptor = this.#open()
    assertPosition(position, this.path)
    let rest = chunks.filter((chunk) => chunk.length > 0)
    let at = position
    try {
      while (rest.length > 0) {
        const [first] = rest
        const isOne = rest.length === 1 && first !== undefined
        const count = isOne ? fs.writeSync(descriptor, first, 0, first.length, at) : fs.writevSync(descriptor, rest, at)
        if (count === 0) throw new DiskError({ code: 'EIO', path: this.path, action: 'write' })
        at += count
        if (at > this.#size) this.#size = at
        rest = without(rest, count)
      }
    } catch (problem) {
      throw asDiskError(problem, 'write', this.path)
    }
  }

  truncate(size: number): void {
    const descriptor = this.#open()
    assertPosition(size, this.path)
    try {
      fs.ftruncateSync(descriptor, size)
    } catch (problem) {
      throw asDiskError(problem, 'truncate', this.path)
    }
    this.#size = size
  }

  async sync(): Promise<void> {
    const descriptor = this.#open()
    this.#syncs++
    try {
      await new Promise<void>((resolve, reject) => {
        fs.fdatasync(descriptor, (problem) => (problem === null ? resolve() : reject(problem)))
      })
    } catch (problem) {
      throw asDiskError(problem, 'sync', this.path)
    } finally {
      this.#syncs--
      this.#letGo()
    }
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#letGo()
  }

  #letGo(): void {
    if (this.#isOpen || this.#syncs > 0) return
    try {
      fs.closeSync(this.#descriptor)
    } catch (problem) {
      throw asDiskError(problem, 'close', this.path)
    }
  }

  #open(): number {
    if (!this.#isOpen) assert.fail(`${this.path} is closed: expected an open file`)
    return this.#descriptor
  }
}

/** What is left of the chunks when their first `count` bytes are gone. */
function without(chunks: Uint8Array[], count: number): Uint8Array[] {
  let skipped = count
  for (const [index, chunk] of chunks.entries()) {
    if (skipped < chunk.length) return [chunk.subarray(skipped), ...chunks.slice(index + 1)]
    skipped -= chunk.length
  }
  return []
}

/** The error to throw for one that `node:fs` threw; a bug of the caller's, such as a wrong argument, goes through. */
export function asDiskError(problem: unknown, action: DiskAction, path: string): unknown {
  const code = systemCode(problem)
  return code === undefined ? problem : new DiskError({ code, path, action, cause: problem })
}
