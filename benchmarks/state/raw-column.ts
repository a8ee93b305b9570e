/**
 * The peer of the state benchmarks: the RocksDB binding as it is, with a column like those of our stores. It keeps
 * nothing of its own in memory, knows no commit but a batch, and has each row read from the database.
 */
import { RocksLevel } from '@nxtedition/rocksdb'

const encodings = { keyEncoding: 'buffer', valueEncoding: 'buffer' } as const
const mebibyte = 1024 * 1024
/** As ours are, with what a single store has of 256 MB. */
const settings = { cacheSize: 48 * mebibyte, memtableMemoryBudget: 32 * mebibyte, compaction: 'level' } as const
const column = 'rows'

export class RawColumn {
  readonly #library: RocksLevel
  readonly #place: { readonly column: RocksLevel['columns'][string] }
  #batch: ReturnType<RocksLevel['batch']>

  private constructor(library: RocksLevel) {
    this.#library = library
    this.#place = { column: library.columns[column] as RocksLevel['columns'][string] }
    this.#batch = library.batch()
  }

  static async open(path: string): Promise<RawColumn> {
    const library = new RocksLevel(path, encodings)
    const columns = { default: { ...settings, compression: false }, [column]: { ...settings, compression: false } }
    await library.open({ createIfMissing: true, walCompression: false, columns })
    return new RawColumn(library)
  }

  get(key: Buffer): Buffer | undefined {
    return this.#library._getManySync([key], this.#place)[0]
  }

  put(key: Buffer, value: Buffer): void {
    this.#batch._put(key, value, this.#place)
  }

  write(): void {
    this.#batch._writeSync({})
    this.#batch._closeSync()
    this.#library.detachResource(this.#batch)
    this.#batch = this.#library.batch()
  }

  /** How many rows there are from one key to before another. */
  scan(gte: Buffer, lt: Buffer, rowsMax: number): number {
    const iterator = this.#library.iterator({ ...encodings, ...this.#place, gte, lt })
    const { rows } = iterator._nextvSync(rowsMax, {})
    iterator._closeSync()
    this.#library.detachResource(iterator)
    return rows.length / 2
  }

  async close(): Promise<void> {
    await this.#library.close()
  }
}
