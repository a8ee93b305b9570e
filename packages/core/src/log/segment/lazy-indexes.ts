/**
 * The indexes of a segment, in memory from their first use until they are let go. What was changed is saved
 * before that; on a disk that takes nothing any more they stay in memory, so that reads go on.
 */
import { DiskError } from '../../host/disk.ts'
import { type IndexSource, loadIndexes } from './index-loading.ts'
import { SegmentIndexes } from './segment-indexes.ts'

export class LazyIndexes {
  readonly #source: IndexSource
  #indexes: SegmentIndexes | undefined

  constructor(source: IndexSource) {
    this.#source = source
  }

  /** Bytes that they take in memory. */
  get warmBytes(): number {
    return this.#indexes?.sizeInBytes ?? 0
  }

  /** The indexes, loaded if they are not in memory. */
  get(): SegmentIndexes {
    this.#indexes ??= loadIndexes(this.#source)
    return this.#indexes
  }

  /** Indexes without an entry in the place of those that there were. */
  renew(): SegmentIndexes {
    this.#indexes = new SegmentIndexes(this.#source.files.baseOffset)
    return this.#indexes
  }

  /** Notes that nothing is added any more, and saves them. */
  seal(): void {
    const indexes = this.get()
    indexes.seal()
    indexes.save(this.#source.files)
  }

  /** Makes them durable, as long as they are wanted: their files may be removed meanwhile. */
  async flush(isWanted: () => boolean): Promise<void> {
    const { files } = this.#source
    this.#indexes?.save(files)
    for (const kind of ['index', 'timeindex', 'txnindex'] as const) {
      if (isWanted()) await files.sync(kind)
    }
  }

  /** Saves them and forgets them. */
  letGo(): void {
    try {
      this.#indexes?.save(this.#source.files)
      this.#indexes = undefined
    } catch (problem) {
      if (!(problem instanceof DiskError)) throw problem
    }
  }

  /** Forgets them without saving: their files are to be removed. */
  abandon(): void {
    this.#indexes = undefined
  }
}
