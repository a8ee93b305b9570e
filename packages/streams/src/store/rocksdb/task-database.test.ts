import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { drain } from '../contract/cursor.ts'
import { DatabaseError } from './database-error.ts'
import { TaskDatabase } from './task-database.ts'

const sizes = { cacheBytes: 1024 * 1024, memtableBytes: 4 * 1024 * 1024 }

/** A path for a database that is removed with the test. */
function somewhere(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-rocksdb-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return join(folder, '0_0')
}

const open = (path: string, ...stores: string[]) => TaskDatabase.open({ path, stores, ...sizes })
const bytes = (text: string) => Buffer.from(text)
const rowsOf = (database: TaskDatabase, store: string) =>
  drain(database.rows(store).range({})).map(({ key, value }) => `${key}=${value}`)

test('what was committed is there after a close, with the offsets that it stands for; the rest is not', async (t) => {
  const path = somewhere(t)
  const before = await open(path, 'counts', 'names')
  before.rows('counts').put(bytes('a'), bytes('1'))
  before.rows('names').put(bytes('a'), bytes('ann'))
  before.commit(new Map([['app-counts-changelog', 7]]))
  before.rows('counts').put(bytes('a'), bytes('2'))
  before.rows('names').delete(bytes('a'))
  await before.close()
  const after = await open(path, 'counts', 'names')
  t.deepEqual(rowsOf(after, 'counts'), ['a=1'])
  t.deepEqual(rowsOf(after, 'names'), ['a=ann'])
  t.is(after.offsetOf('app-counts-changelog'), 7)
  t.is(after.offsetOf('app-names-changelog'), null)
  await after.close()
})

test('what was dropped leaves no trace', async (t) => {
  const database = await open(somewhere(t), 'rows')
  const rows = database.rows('rows')
  for (const key of 'abc') rows.put(bytes(key), bytes('old'))
  database.commit(new Map())
  rows.put(bytes('a'), bytes('new'))
  rows.delete(bytes('b'))
  rows.put(bytes('d'), bytes('new'))
  rows.deleteRange({ from: bytes('c') })
  t.deepEqual(rowsOf(database, 'rows'), ['a=new'])
  database.drop()
  t.deepEqual(rowsOf(database, 'rows'), ['a=old', 'b=old', 'c=old'])
  await database.close()
})

test('a range that was deleted and written into again has only what was written', async (t) => {
  const database = await open(somewhere(t), 'rows')
  const rows = database.rows('rows')
  for (const key of 'abcd') rows.put(bytes(key), bytes('old'))
  database.commit(new Map())
  rows.deleteRange({ from: bytes('b'), before: bytes('d') })
  rows.put(bytes('c'), bytes('new'))
  const expected = ['a=old', 'c=new', 'd=old']
  t.deepEqual(rowsOf(database, 'rows'), expected)
  database.commit(new Map())
  t.deepEqual(rowsOf(database, 'rows'), expected)
  await database.close()
})

test('rows with an empty key, and with an empty value, are rows', async (t) => {
  const database = await open(somewhere(t), 'rows')
  const rows = database.rows('rows')
  rows.put(bytes(''), bytes('nothing'))
  rows.put(bytes('nothing'), bytes(''))
  database.commit(new Map())
  t.deepEqual(rowsOf(database, 'rows'), ['=nothing', 'nothing='])
  t.is(rows.get(bytes('nothing'))?.length, 0)
  await database.close()
})

test('a store that the topology no longer has stays as it is, and is there when it comes back', async (t) => {
  const path = somewhere(t)
  const first = await open(path, 'kept', 'left')
  first.rows('left').put(bytes('a'), bytes('1'))
  first.commit(new Map())
  await first.close()
  const second = await open(path, 'kept', 'added')
  second.rows('added').put(bytes('b'), bytes('2'))
  second.commit(new Map())
  await second.close()
  const third = await open(path, 'left', 'added')
  t.deepEqual(rowsOf(third, 'left'), ['a=1'])
  t.deepEqual(rowsOf(third, 'added'), ['b=2'])
  await third.close()
})

test('a directory that is in use is told from one that is damaged', async (t) => {
  const path = somewhere(t)
  const database = await open(path, 'rows')
  const locked = await t.throwsAsync(open(path, 'rows'), { instanceOf: DatabaseError })
  t.is(locked?.code, 'LOCKED')
  await database.close()
  writeFileSync(join(path, 'CURRENT'), 'what was never there\n')
  const damaged = await t.throwsAsync(open(path, 'rows'), { instanceOf: DatabaseError })
  t.is(damaged?.code, 'DAMAGED')
})

test('a store that the database was not opened for is refused by name', async (t) => {
  const database = await open(somewhere(t), 'rows')
  t.throws(() => database.rows('others'), { message: /without the store others/ })
  await database.close()
})
