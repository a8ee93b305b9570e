import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { byteMapContract } from '../contract/byte-map.contract.ts'
import type { ByteMap, ByteRange } from '../contract/byte-map.ts'
import { drain } from '../contract/cursor.ts'
import { TaskDatabase } from './task-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-rocksdb-'))
const sizes = { cacheBytes: 1024 * 1024, memtableBytes: 4 * 1024 * 1024 }
const database = await TaskDatabase.open({ path: join(folder, 'task'), stores: ['rows'], ...sizes })

test.after.always(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

/** The rows of the one store, committed before a walk when so many changes have come; a walk ends before a commit. */
class CommittedNowAndThen implements ByteMap {
  readonly #rows = database.rows('rows')
  readonly #every: number
  #changes = 0

  constructor(every: number) {
    this.#every = every
    for (const { key } of drain(this.#rows.range({}))) this.#rows.delete(key)
    database.commit(new Map())
  }

  get size(): number {
    return this.#rows.size
  }

  get(key: Buffer) {
    return this.#rows.get(key)
  }

  put(key: Buffer, value: Buffer): void {
    this.#changes += 1
    this.#rows.put(key, value)
  }

  delete(key: Buffer): void {
    this.#changes += 1
    this.#rows.delete(key)
  }

  range(range: ByteRange) {
    if (this.#changes >= this.#every) {
      database.commit(new Map())
      this.#changes = 0
    }
    return this.#rows.range(range)
  }

  deleteRange(range: ByteRange): void {
    this.#rows.deleteRange(range)
  }

  clear(): void {
    this.#rows.clear()
  }
}

// One after the other: they share the database.
const serial = test.serial as typeof test
byteMapContract(serial, 'RocksDB, nothing committed', {
  open: () => new CommittedNowAndThen(Number.POSITIVE_INFINITY),
  runs: 60,
})
byteMapContract(serial, 'RocksDB, committed before each second walk', {
  open: () => new CommittedNowAndThen(8),
  runs: 60,
})
