/** What is used of the binding, which has no types of its own: its synchronous calls, and opening and closing. */
declare module '@nxtedition/rocksdb' {
  /** A handle that means something to the binding only. */
  type ColumnHandle = { readonly __column: never }

  interface ColumnSettings {
    readonly cacheSize: number
    readonly memtableMemoryBudget: number
    readonly compaction: 'level'
    /** Of all files, with dictionaries; without it the files of the lower levels are, and have none. */
    readonly compression: boolean
  }

  interface RangeOptions {
    readonly column: ColumnHandle
    readonly gte?: Buffer
    readonly lte?: Buffer
    readonly lt?: Buffer
    readonly reverse?: boolean
  }

  interface NativeIterator {
    /** Keys and values in turn. */
    _nextvSync(count: number, options: object): { readonly rows: Buffer[]; readonly finished: boolean }
    _closeSync(): void
  }

  interface NativeBatch {
    _put(key: Buffer, value: Buffer, options: { readonly column: ColumnHandle }): void
    _del(key: Buffer, options: { readonly column: ColumnHandle }): void
    _clear(): void
    _writeSync(options: { readonly sync?: boolean }): void
    _closeSync(): void
  }

  export class RocksLevel {
    constructor(path: string, options: { readonly keyEncoding: 'buffer'; readonly valueEncoding: 'buffer' })
    readonly columns: Readonly<Record<string, ColumnHandle>>
    open(options: {
      readonly createIfMissing: boolean
      readonly walCompression: boolean
      readonly columns: Readonly<Record<string, ColumnSettings>>
    }): Promise<void>
    close(): Promise<void>
    iterator(
      options: RangeOptions & { readonly keyEncoding: 'buffer'; readonly valueEncoding: 'buffer' },
    ): NativeIterator
    batch(): NativeBatch
    _getManySync(keys: readonly Buffer[], options: { readonly column: ColumnHandle }): (Buffer | undefined)[]
    /** What it opened and what is closed by a plain call would be held, and closed again with the database. */
    detachResource(resource: NativeIterator | NativeBatch): void
    _clear(options: RangeOptions, callback: (error: Error | null) => void): void
  }
}
