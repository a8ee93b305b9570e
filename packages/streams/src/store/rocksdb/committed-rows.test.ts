import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { drain } from '../contract/cursor.ts'
import { hashOf } from '../memory/key-hash.ts'
import { ColumnPart } from './column-part.ts'
import { CommittedRows } from './committed-rows.ts'
import { Database } from './database.ts'
import { StateMemory } from './state-memory.ts'

const folder = mkdtempSync(join(tmpdir(), 'millrace-rocksdb-'))
const sizes = { cacheBytes: 64 * 1024, memtableBytes: 1024 * 1024 }
const database = await Database.open({ path: join(folder, 'task'), columns: new Map([['rows', sizes]]) })

test.after.always(async () => {
  await database.close()
  rmSync(folder, { recursive: true })
})

const bytes = (text: string) => Buffer.from(text)
let prefixes = 0

/** A part of its own in the column, with a given number of bytes for all that is kept of it in memory. */
function newPart(memoryBytes = 64 * 1024 * 1024) {
  const part = new ColumnPart({ database, column: 'rows', prefix: Buffer.from([prefixes++]) })
  const memory = new StateMemory({ bytes: memoryBytes, stores: 1 }).openStore('rows')
  const open = (rowCount = 0) => new CommittedRows({ part, memory, rowCount })
  /** On the disk only. */
  const store = (...keys: string[]) =>
    database.write((batch) => {
      for (const key of keys) part.putInto(batch, bytes(key), bytes(`${key} of the disk`))
    })
  return { part, memory, open, store }
}

const get = (rows: CommittedRows, key: string) => rows.get(bytes(key), hashOf(bytes(key)))?.toString()
const put = (rows: CommittedRows, key: string, value: string) => rows.put(bytes(key), bytes(value), hashOf(bytes(key)))
const keysOf = (rows: CommittedRows) => drain(rows.scan({})).map(({ key }) => key.toString())

test('a part that was empty when it was opened is never looked for on the disk', (t) => {
  const { memory, open, store } = newPart()
  const rows = open()
  put(rows, 'a', 'A')
  // Nobody writes there but the one who has the rows; if it were read, it would be seen.
  store('a', 'b')
  t.deepEqual([get(rows, 'a'), get(rows, 'b'), keysOf(rows)], ['A', undefined, ['a']])
  t.deepEqual([memory.stats().isComplete, memory.stats().misses], [true, 0])
})

test('a part that was there before is read by gets one by one, and by the first walk as a whole', (t) => {
  const { memory, open, store } = newPart()
  store('a', 'b', 'c')
  const rows = open()
  t.is(get(rows, 'b'), 'b of the disk')
  t.is(get(rows, 'b'), 'b of the disk')
  t.deepEqual([memory.hits, memory.misses, rows.atHandRows], [1, 1, 1])
  t.deepEqual(keysOf(rows), ['a', 'b', 'c'])
  t.true(rows.isComplete)
  t.deepEqual([keysOf(rows).length, get(rows, 'd'), memory.misses], [3, undefined, 1])
})

test('a part that was there before and is too large to be read at once is walked on the disk', (t) => {
  const { part, open } = newPart()
  const value = Buffer.alloc(1024 * 1024)
  database.write((batch) => {
    for (const key of 'abcdef') part.putInto(batch, bytes(key), value)
  })
  const rows = open()
  t.deepEqual(keysOf(rows), [...'abcdef'])
  t.false(rows.isComplete)
})

test('rows that have given way are read from the disk again', (t) => {
  const { memory, open, store } = newPart()
  const rows = open()
  for (const key of 'abc') put(rows, key, `${key} of the disk`)
  store('a', 'b', 'c')
  t.true(memory.giveWay(null))
  t.deepEqual([rows.isComplete, rows.atHandRows, rows.rowCount], [false, 0, 3])
  t.deepEqual([get(rows, 'b'), keysOf(rows), memory.misses], ['b of the disk', ['a', 'b', 'c'], 2])
})

test('a walk that is under way goes on when the rows give way', (t) => {
  const { memory, open } = newPart()
  const rows = open()
  for (const key of 'abc') put(rows, key, key)
  const walk = rows.scan({})
  t.is(walk.next()?.key.toString(), 'a')
  memory.giveWay(null)
  t.deepEqual(
    drain(walk).map(({ key }) => key.toString()),
    ['b', 'c'],
  )
})

test('rows that are used stay at hand when others go', (t) => {
  const { memory, open, store } = newPart(2 * 1024 * 1024)
  store('used', ...Array.from({ length: 30_000 }, (_, index) => `k${index}`))
  const rows = open()
  for (let index = 0; index < 30_000; index++) {
    get(rows, `k${index}`)
    get(rows, 'used')
  }
  t.is(memory.misses, 30_001)
  t.true(rows.atHandRows < 15_000, `${rows.atHandRows} rows`)
  t.true(memory.atHandBytes <= 2 * 1024 * 1024, `${memory.atHandBytes} bytes`)
})

test('what a commit deletes or puts anew is never seen as it was, whatever generation it was in', (t) => {
  const { open, store } = newPart(2 * 1024 * 1024)
  store(...Array.from({ length: 20_000 }, (_, index) => `k${index}`))
  const rows = open()
  const wrong: string[] = []
  for (let index = 0; index < 20_000; index++) {
    get(rows, `k${index}`)
    // Of what was got a while ago, some is in the former generation by now.
    const earlier = `k${index - 3000}`
    if (index < 3000) continue
    put(rows, earlier, 'new')
    const found = get(rows, earlier)
    if (found !== 'new' && found !== `${earlier} of the disk`) wrong.push(`${earlier}=${found}`)
  }
  t.deepEqual(wrong, [])
})

test('rows that were read before they are written are counted exactly, though not all are at hand', (t) => {
  const { memory, open, store } = newPart()
  const rows = open()
  for (const key of 'abc') put(rows, key, key)
  store('a', 'b', 'c')
  memory.giveWay(null)
  for (const key of 'cdef') {
    get(rows, key)
    put(rows, key, key)
  }
  get(rows, 'a')
  rows.delete(bytes('a'), hashOf(bytes('a')))
  rows.delete(bytes('never there'), hashOf(bytes('never there')))
  t.false(rows.isComplete)
  t.is(rows.rowCount, 5)
})

test('a part of which everything was cleared is complete again', (t) => {
  const { memory, open, store } = newPart()
  store('a')
  const rows = open()
  memory.giveWay(null)
  rows.clear({})
  t.deepEqual([rows.isComplete, rows.rowCount, get(rows, 'a')], [true, 0, undefined])
})
