/**
 * A disk that fails: it wraps another one, and every call may be refused, done in part or held up, by chance
 * or because a test said so. With the same seed and the same calls, the same faults come.
 *
 * A short read is the one fault that breaks a disk's promise: as if somebody had cut the file off.
 */
import { type Clock, systemClock } from './clock.ts'
import {
  type DirectoryLock,
  type Disk,
  type DiskAction,
  DiskError,
  type DiskFile,
  type DiskSpace,
  type FileFacts,
} from './disk.ts'
import { FaultyFile } from './faulty-file.ts'
import type { SeededRandom } from './random.ts'

/** How likely each fault is, from 0 to 1; none is what nobody asked for. */
export interface FaultLikelihoods {
  /** That a call fails with `EIO`. A write that fails may have written a first part. */
  readonly failure?: Partial<Record<DiskAction, number>>
  /** That a read gives fewer bytes than there are. */
  readonly shortRead?: number
  /** That a sync, of a file or a directory, takes a while, at most `slowMs`. */
  readonly slowSync?: number
}

export interface FaultyDiskOptions {
  readonly random: SeededRandom
  /** The clock on which slow syncs take their time. */
  readonly clock?: Clock
  readonly likelihoods?: FaultLikelihoods
  readonly slowMs?: number
}

export class FaultyDisk implements Disk {
  /** Bytes by which files may still grow before the disk is full; removing and truncating gives them back. */
  freeBytes = Number.POSITIVE_INFINITY
  /** May be changed at any time: a test lets a disk fail for a while. */
  likelihoods: FaultLikelihoods
  /** Asked before every call, of the disk or of a file; the call fails with the code that it gives, if it gives one. */
  refuse: (action: DiskAction, path: string) => string | undefined = () => undefined
  /** How many files are open now. */
  openFiles = 0
  readonly #disk: Disk
  readonly #random: SeededRandom
  readonly #clock: Clock
  readonly #slowMs: number
  readonly #scripted: { action: DiskAction; code: string }[] = []

  constructor(disk: Disk, options: FaultyDiskOptions) {
    this.#disk = disk
    this.#random = options.random
    this.#clock = options.clock ?? systemClock
    this.likelihoods = options.likelihoods ?? {}
    this.#slowMs = options.slowMs ?? 1000
  }

  /** Lets the next call of that kind fail; called twice, the next two. */
  failNext(action: DiskAction, code: string): void {
    this.#scripted.push({ action, code })
  }

  open(path: string, options: { readonly create: boolean }): DiskFile {
    this.#meet('open', path)
    const file = this.#disk.open(path, options)
    this.openFiles++
    return new FaultyFile(file, {
      closed: () => this.openFiles--,
      failure: (action) => this.#failure(action, path),
      below: (limit) => this.#random.below(limit),
      isShortRead: () => this.#happens(this.likelihoods.shortRead),
      delay: () => this.#delay(),
      claim: (bytes) => this.#claim(bytes),
    })
  }

  facts(path: string): FileFacts | undefined {
    this.#meet('look at', path)
    return this.#disk.facts(path)
  }

  space(path: string): DiskSpace {
    this.#meet('look at', path)
    const space = this.#disk.space(path)
    return Number.isFinite(this.freeBytes) ? { ...space, usableBytes: Math.max(0, this.freeBytes) } : space
  }

  list(directory: string): string[] {
    this.#meet('list', directory)
    return this.#disk.list(directory)
  }

  makeDirectory(directory: string): void {
    this.#meet('make directory', directory)
    this.#disk.makeDirectory(directory)
  }

  rename(from: string, to: string): void {
    this.#meet('rename', from)
    const replaced = this.#disk.facts(to)
    this.#disk.rename(from, to)
    if (replaced?.isDirectory === false && from !== to) this.freeBytes += replaced.size
  }

  remove(path: string): void {
    this.#meet('remove', path)
    const removedBytes = Number.isFinite(this.freeBytes) ? this.#bytesIn(path) : 0
    this.#disk.remove(path)
    this.freeBytes += removedBytes
  }

  async syncDirectory(directory: string): Promise<void> {
    this.#meet('sync directory', directory)
    await this.#delay()
    await this.#disk.syncDirectory(directory)
  }

  lock(directory: string): DirectoryLock {
    this.#meet('lock', directory)
    return this.#disk.lock(directory)
  }

  #meet(action: DiskAction, path: string): void {
    const failure = this.#failure(action, path)
    if (failure !== undefined) throw failure
  }

  #failure(action: DiskAction, path: string): DiskError | undefined {
    const next = this.#scripted.findIndex((scripted) => scripted.action === action)
    const [scripted] = next === -1 ? [] : this.#scripted.splice(next, 1)
    if (scripted !== undefined) return new DiskError({ ...scripted, path })
    const code = this.refuse(action, path)
    if (code !== undefined) return new DiskError({ code, action, path })
    return this.#happens(this.likelihoods.failure?.[action]) ? new DiskError({ code: 'EIO', action, path }) : undefined
  }

  /** What cannot happen draws no number, so that it does not shift what can. */
  #happens(likelihood = 0): boolean {
    return likelihood > 0 && this.#random.chance(likelihood)
  }

  async #delay(): Promise<void> {
    if (!this.#happens(this.likelihoods.slowSync)) return
    const delayMs = this.#random.below(this.#slowMs + 1)
    await new Promise<void>((resolve) => this.#clock.after(delayMs, resolve))
  }

  /** Takes room from the disk, or gives it back, and says how much of it there was. */
  #claim(bytes: number): number {
    const granted = Math.min(bytes, Math.max(0, this.freeBytes))
    this.freeBytes -= granted
    return granted
  }

  #bytesIn(path: string): number {
    const facts = this.#disk.facts(path)
    if (!facts?.isDirectory) return facts?.size ?? 0
    return this.#disk.list(path).reduce((sum, name) => sum + this.#bytesIn(`${path}/${name}`), 0)
  }
}
