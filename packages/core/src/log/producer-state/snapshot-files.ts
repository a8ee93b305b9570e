/**
 * The `.snapshot` files of a partition: which there are, the latest that is whole, and which are no
 * longer needed. A snapshot that turns out corrupt is removed, and the one before it is taken.
 */
import { join } from 'node:path'
import type { Disk } from '../../host/disk.ts'
import { CorruptSnapshotError } from '../errors.ts'
import { parseSegmentFileName, segmentFileName } from '../file-names.ts'
import type { SavedProducer } from './producer-entry.ts'
import { decodeSnapshot, encodeSnapshot } from './snapshot.ts'
import { straySnapshots } from './stray-snapshots.ts'

export interface Snapshot {
  /** Up to where, exclusively, it knows the log. */
  readonly offset: number
  readonly producers: readonly SavedProducer[]
}

export class SnapshotFiles {
  readonly #disk: Disk
  readonly #directory: string
  /** In rising order. */
  #offsets: number[]

  constructor(disk: Disk, directory: string) {
    this.#disk = disk
    this.#directory = directory
    this.#offsets = disk
      .list(directory)
      .map(parseSegmentFileName)
      .filter((name) => name?.kind === 'snapshot' && name.state === null)
      .map((name) => name?.offset ?? 0)
      .sort((left, right) => left - right)
  }

  get latestOffset(): number | undefined {
    return this.#offsets.at(-1)
  }

  has(offset: number): boolean {
    return this.#offsets.includes(offset)
  }

  /** The latest snapshot at or before the offset that can be read. */
  latestUpTo(offset: number): Snapshot | null {
    for (const at of this.#offsets.filter((one) => one <= offset).reverse()) {
      const producers = this.#read(at)
      if (producers !== null) return { offset: at, producers }
      this.#remove(at)
    }
    return null
  }

  /** Writes a snapshot; it is durable after `sync`. */
  write({ offset, producers }: Snapshot): void {
    const file = this.#disk.open(this.#path(offset), { create: true })
    try {
      const bytes = encodeSnapshot(producers)
      file.truncate(bytes.length)
      file.write([bytes], 0)
    } finally {
      file.close()
    }
    this.#offsets = [...this.#offsets.filter((one) => one !== offset), offset].sort((left, right) => left - right)
  }

  /** Makes the snapshots between two offsets durable. */
  async sync(from: number, to: number): Promise<void> {
    for (const offset of this.#offsets.filter((one) => one >= from && one <= to)) {
      if (!this.#offsets.includes(offset)) continue // removed while others were synced
      const file = this.#disk.open(this.#path(offset), { create: false })
      try {
        await file.sync()
      } finally {
        file.close()
      }
    }
  }

  /** Removes the snapshot at the offset, if there is one. */
  removeAt(offset: number): void {
    if (this.#offsets.includes(offset)) this.#remove(offset)
  }

  removeBefore(offset: number): void {
    for (const at of this.#offsets.filter((one) => one < offset)) this.#remove(at)
  }

  removeFrom(offset: number): void {
    for (const at of this.#offsets.filter((one) => one >= offset)) this.#remove(at)
  }

  /** Removes those that no segment begins with, except the one that was written when the log was closed. */
  removeStrays(baseOffsets: readonly number[]): void {
    for (const at of straySnapshots(this.#offsets, baseOffsets)) this.#remove(at)
  }

  #read(offset: number): SavedProducer[] | null {
    const path = this.#path(offset)
    const file = this.#disk.open(path, { create: false })
    try {
      const bytes = Buffer.allocUnsafeSlow(file.size)
      return decodeSnapshot(bytes.subarray(0, file.read(bytes, 0)), path)
    } catch (problem) {
      if (problem instanceof CorruptSnapshotError) return null
      throw problem
    } finally {
      file.close()
    }
  }

  #remove(offset: number): void {
    this.#disk.remove(this.#path(offset))
    this.#offsets = this.#offsets.filter((one) => one !== offset)
  }

  #path(offset: number): string {
    return join(this.#directory, segmentFileName({ offset, kind: 'snapshot', state: null }))
  }
}
