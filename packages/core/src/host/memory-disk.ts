/**
 * A disk in memory: for a broker without a data directory, for tests, and for simulations. One that is made
 * `crashable` also remembers what is durable, and can lose power. A disk whose process was killed or whose
 * machine lost power refuses everything; what is left is on the disk that `kill` or `crash` gave.
 */
import assert from 'node:assert/strict'
import { type Clock, systemClock } from './clock.ts'
import type { DirectoryLock, Disk, DiskAction, DiskFile, DiskSpace, FileFacts } from './disk.ts'
import { DiskError, LockedError } from './disk.ts'
import { assertAlive, type Life, MemoryFile, OpenMemoryFile } from './memory-file.ts'
import { type Entry, MemoryDirectory, MemoryNames, type MemoryNode } from './memory-names.ts'
import { type Found, find, isWithin } from './memory-paths.ts'
import type { Random } from './random.ts'

export interface MemoryDiskOptions {
  readonly clock?: Clock
  /** Whether it can lose power. Remembering what was not synced takes memory for as long as nothing syncs. */
  readonly crashable?: boolean
}

export class MemoryDisk implements Disk {
  readonly #isCrashable: boolean
  readonly #life: Life
  readonly #names: MemoryNames
  readonly #locked = new Set<MemoryDirectory>()

  constructor(options: MemoryDiskOptions = {}, names?: MemoryNames) {
    const clock = options.clock ?? systemClock
    this.#isCrashable = options.crashable ?? false
    this.#life = { clock, hasEnded: false }
    this.#names = names ?? new MemoryNames({ modifiedMs: clock.nowMs(), isCrashable: this.#isCrashable })
  }

  open(path: string, { create }: { readonly create: boolean }): DiskFile {
    const { node, entry } = this.#find(path, 'open')
    if (node instanceof MemoryDirectory) throw new DiskError({ code: 'EISDIR', action: 'open', path })
    if (node === undefined && !create) throw new DiskError({ code: 'ENOENT', action: 'open', path })
    return new OpenMemoryFile(path, node ?? this.#makeFile(entry), this.#life)
  }

  facts(path: string): FileFacts | undefined {
    assertAlive(this.#life, 'look at', path)
    const found = find(this.#names.root, path)
    if (typeof found === 'string' || found.node === undefined) return undefined
    const { node } = found
    const isDirectory = node instanceof MemoryDirectory
    return { size: isDirectory ? 0 : node.bytes.length, isDirectory, modifiedMs: Math.floor(node.modifiedMs) }
  }

  /** Nobody knows how much memory there is for it. */
  space(path: string): DiskSpace {
    if (this.#find(path, 'look at').node === undefined) throw new DiskError({ code: 'ENOENT', action: 'look at', path })
    return { totalBytes: -1, usableBytes: -1 }
  }

  list(directory: string): string[] {
    return [...this.#directory(directory, 'list').entries.keys()].sort()
  }

  makeDirectory(directory: string): void {
    const action = 'make directory'
    const parts = directory.split(/[\\/]/)
    for (const index of parts.keys()) {
      const { node, entry } = this.#find(parts.slice(0, index + 1).join('/'), action)
      if (node === undefined) this.#change({ node: new MemoryDirectory(this.#life.clock.nowMs()), to: entry })
    }
    if (this.#find(directory, action).node instanceof MemoryFile) {
      throw new DiskError({ code: 'EEXIST', action, path: directory })
    }
  }

  rename(from: string, to: string): void {
    const refuse = (code: string) => new DiskError({ code, action: 'rename', path: from })
    const source = this.#find(from, 'rename')
    const target = this.#find(to, 'rename')
    const { node } = source
    if (node === undefined) throw refuse('ENOENT')
    if (node === target.node) return
    if (node === this.#names.root) throw refuse('EBUSY')
    if (node instanceof MemoryDirectory) {
      if (isWithin(node, target.entry.directory)) throw refuse('EINVAL')
      if (target.node instanceof MemoryFile) throw refuse('ENOTDIR')
      if (target.node !== undefined && target.node.entries.size > 0) throw refuse('ENOTEMPTY')
    } else if (target.node instanceof MemoryDirectory) throw refuse('EISDIR')
    this.#change({ node, from: source.entry, to: target.entry })
  }

  remove(path: string): void {
    assertAlive(this.#life, 'remove', path)
    const found = find(this.#names.root, path)
    if (typeof found === 'string' || found.node === undefined) return
    if (found.node === this.#names.root) throw new DiskError({ code: 'EBUSY', action: 'remove', path })
    this.#removeNode(found.node, found.entry)
  }

  async syncDirectory(directory: string): Promise<void> {
    this.#names.sync(this.#directory(directory, 'sync directory'))
  }

  lock(directory: string): DirectoryLock {
    const place = this.#directory(directory, 'lock')
    if (this.#locked.has(place)) throw new LockedError(directory, 'another part of this process')
    const entry = { directory: place, name: '.lock' }
    const node = place.entries.get(entry.name) ?? this.#makeFile(entry)
    this.#locked.add(place)
    let isReleased = false
    const release = () => {
      if (isReleased || this.#life.hasEnded) return
      isReleased = true
      this.#locked.delete(place)
      if (place.entries.get(entry.name) === node) this.#change({ node, from: entry })
    }
    return { release }
  }

  /** Kills the process, not the machine: everything that was written is there, nothing is open or locked. */
  kill(): MemoryDisk {
    this.#life.hasEnded = true
    return new MemoryDisk({ clock: this.#life.clock, crashable: this.#isCrashable }, this.#names)
  }

  /**
   * Takes the machine's power. What was synced is there; the rest is there, partly there or gone, as drawn.
   */
  crash(random: Random): MemoryDisk {
    assert.ok(
      this.#isCrashable,
      'expected a disk that was made crashable, found one that does not know what is durable',
    )
    const next = this.kill()
    this.#names.settle(random)
    return next
  }

  #find(path: string, action: DiskAction): Found {
    assertAlive(this.#life, action, path)
    const found = find(this.#names.root, path)
    if (typeof found === 'string') throw new DiskError({ code: found, action, path })
    return found
  }

  #directory(path: string, action: DiskAction): MemoryDirectory {
    const { node } = this.#find(path, action)
    if (node instanceof MemoryDirectory) return node
    throw new DiskError({ code: node === undefined ? 'ENOENT' : 'ENOTDIR', action, path })
  }

  #makeFile(entry: Entry): MemoryFile {
    const node = new MemoryFile({ modifiedMs: this.#life.clock.nowMs(), isCrashable: this.#isCrashable })
    this.#change({ node, to: entry })
    return node
  }

  /** File by file, as a real disk is asked to, so that a loss of power can come in between. */
  #removeNode(node: MemoryNode, entry: Entry): void {
    if (node instanceof MemoryDirectory) {
      for (const [name, child] of node.entries) this.#removeNode(child, { directory: node, name })
    }
    this.#change({ node, from: entry })
  }

  #change(change: { node: MemoryNode; from?: Entry; to?: Entry }): void {
    this.#names.change(change)
    for (const entry of [change.from, change.to]) {
      if (entry !== undefined) entry.directory.modifiedMs = this.#life.clock.nowMs()
    }
  }
}
