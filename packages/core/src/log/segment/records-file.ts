/**
 * The file of a segment's records. Its first use opens it, and it may be let go between any two uses, except
 * while it is being synced: then it is closed when that is over. Nobody else writes to it, so its size is
 * known without asking the disk.
 */
import { DiskError, type DiskFile } from '../../host/disk.ts'
import type { SegmentFiles } from './segment-files.ts'

export class RecordsFile {
  readonly #files: SegmentFiles
  #file: DiskFile | undefined
  #size: number
  #syncsUnderWay = 0
  #isLetGo = false

  private constructor(files: SegmentFiles, size: number) {
    this.#files = files
    this.#size = size
  }

  /** A new file, which is open. */
  static create(files: SegmentFiles): RecordsFile {
    const records = new RecordsFile(files, 0)
    records.#file = files.disk.open(files.path('log'), { create: true })
    return records
  }

  /** The file that is there. */
  static existing(files: SegmentFiles): RecordsFile {
    return new RecordsFile(files, files.disk.facts(files.path('log'))?.size ?? 0)
  }

  get size(): number {
    return this.#size
  }

  /** When it was written last, by the machine's clock. */
  get modifiedMs(): number {
    return this.#files.disk.facts(this.#files.path('log'))?.modifiedMs ?? 0
  }

  /** Writes behind what is there. What a failed write leaves behind the end is not part of it, and is overwritten. */
  append(bytes: Uint8Array): void {
    this.#opened().write([bytes], this.#size)
    this.#size += bytes.length
  }

  /** Reads up to `target.length` bytes from a position on, and gives how many there were. */
  read(target: Uint8Array, position: number): number {
    const available = Math.max(0, this.#size - position)
    return this.#opened().read(target.subarray(0, Math.min(target.length, available)), position)
  }

  cutOff(size: number): void {
    this.#opened().truncate(size)
    this.#size = size
  }

  async sync(): Promise<void> {
    const file = this.#opened()
    this.#syncsUnderWay++
    try {
      await file.sync()
    } finally {
      this.#syncsUnderWay--
      if (this.#isLetGo) this.letGo()
    }
  }

  /** Closes it until it is used again. */
  letGo(): void {
    this.#isLetGo = true
    if (this.#syncsUnderWay > 0) return
    const file = this.#file
    this.#file = undefined
    try {
      file?.close()
    } catch (problem) {
      // It is closed all the same, and what of it is durable only a sync can say.
      if (!(problem instanceof DiskError)) throw problem
    }
  }

  #opened(): DiskFile {
    this.#isLetGo = false
    this.#file ??= this.#files.disk.open(this.#files.path('log'), { create: false })
    return this.#file
  }
}
