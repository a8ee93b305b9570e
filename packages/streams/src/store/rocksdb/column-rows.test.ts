import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { byteMapContract } from '../contract/byte-map.contract.ts'
import type { ByteMap, ByteRange } from '../contract/byte-map.ts'
import { drain } from '../contract/cursor.ts'
import { ColumnPart } from './column-part.ts'
import { ColumnRows } from './column-rows.ts'
import { Database } from './database.ts'
import { DirectWrites } from './direct-writes.ts'
import { StateMemory } from './state-memory.ts'
import { TaskDatabase } from './task-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-rocksdb-'))
const stores = ['rows', 'parts']
const open = (name: string, bytes: number) =>
  TaskDatabase.open({ path: join(folder, name), stores, memory: new StateMemory({ bytes }) })
const roomy = await open('roomy', 64 * 1024 * 1024)
/** So little that nothing stays at hand for long. */
const tight = await open('tight', 0)
const sizes = { cacheBytes: 64 * 1024, memtableBytes: 1024 * 1024 }
const single = await Database.open({ path: join(folder, 'single'), columns: new Map([['rows', sizes]]) })

test.after.always(async () => {
  await roomy.close()
  await tight.close()
  await single.close()
  rmSync(folder, { recursive: true })
})

interface Committed {
  readonly rows: () => ByteMap
  readonly commit: () => void
  /** So many changes go before a commit. */
  readonly every: number
}

/** A map whose rows are committed before a walk when so many changes have come; a walk ends before a commit. */
class CommittedMap implements ByteMap {
  readonly #committed: Committed
  #changes = 0

  constructor(committed: Committed) {
    this.#committed = committed
    for (const { key } of drain(this.#rows.range({}))) this.#rows.delete(key)
    committed.commit()
  }

  get #rows(): ByteMap {
    return this.#committed.rows()
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
    if (this.#changes >= this.#committed.every) {
      this.#committed.commit()
      this.#changes = 0
    }
    return this.#rows.range(range)
  }

  deleteRange(range: ByteRange): void {
    this.#changes += 1
    this.#rows.deleteRange(range)
  }

  clear(): void {
    this.#changes += 1
    this.#rows.clear()
  }
}

/** The rows of a store, or of a part of it. */
function mapOf(database: TaskDatabase, { prefix = Buffer.alloc(0), every = 8 } = {}): ByteMap {
  const store = prefix.length === 0 ? 'rows' : 'parts'
  // A part that was cleared is asked for anew.
  const rows = () => database.part(store, prefix)
  return new CommittedMap({ rows, commit: () => database.commit(new Map()), every })
}

/** Rows that have to give way each time that somebody asks for them. */
function mapWithoutMemory(): ByteMap {
  const memory = new StateMemory().openStore('rows')
  const part = new ColumnPart({ database: single, column: 'rows', prefix: Buffer.alloc(0) })
  const rows = new ColumnRows({ part, memory, rowCount: 0, direct: new DirectWrites(), onChange: () => undefined })
  const commit = () => {
    const cleared: ByteRange[] = []
    single.write((batch) => cleared.push(...rows.commitInto(batch)))
    for (const range of cleared) single.deleteRange('rows', range)
    rows.forgetChanges()
  }
  const afterGivingWay = () => {
    memory.giveWay(null)
    return rows
  }
  return new CommittedMap({ rows: afterGivingWay, commit, every: 8 })
}

// One after the other: they share the databases.
const serial = test.serial as typeof test
const forms: readonly [name: string, open: () => ByteMap, estimatesSize: boolean][] = [
  ['nothing committed', () => mapOf(roomy, { every: Number.POSITIVE_INFINITY }), false],
  ['all rows at hand', () => mapOf(roomy), false],
  ['a part of a column', () => mapOf(roomy, { prefix: Buffer.from([0, 7]) }), false],
  ['a part behind all others', () => mapOf(roomy, { prefix: Buffer.from([0xff, 0xff]) }), false],
  ['no memory for rows', () => mapOf(tight), true],
  ['a part, no memory for rows', () => mapOf(tight, { prefix: Buffer.from([0, 7]) }), true],
  ['rows give way at each step', mapWithoutMemory, true],
]
for (const [name, open, estimatesSize] of forms) {
  byteMapContract(serial, `RocksDB, ${name}`, { open, estimatesSize, runs: 40 })
}
