import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { drain } from '../contract/cursor.ts'
import { Database } from './database.ts'
import { DatabaseError } from './database-error.ts'
import { StateMemory } from './state-memory.ts'
import { TaskDatabase } from './task-database.ts'
import { notesColumn, TaskNotes } from './task-notes.ts'

const memory = () => new StateMemory({ bytes: 16 * 1024 * 1024 })

/** A path for a database that is removed with the test. */
function somewhere(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-rocksdb-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return join(folder, '0_0')
}

const open = (path: string, ...stores: string[]) => TaskDatabase.open({ path, stores, memory: memory() })
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

test('a database whose notes cannot be read is not left open', async (t) => {
  const path = somewhere(t)
  await (await open(path, 'rows')).close()
  const column = new Map([[notesColumn, { cacheBytes: 64 * 1024, memtableBytes: 512 * 1024 }]])
  const database = await Database.open({ path, columns: column })
  database.write((batch) => batch.put(notesColumn, bytes('\0cleared'), bytes('nonsense')))
  await database.close()
  const account = memory()
  await t.throwsAsync(TaskDatabase.open({ path, stores: ['rows'], memory: account }), { instanceOf: SyntaxError })
  t.deepEqual(account.stats().stores, [])
  await (await Database.open({ path, columns: column })).close()
})

test('whoever opened a database is told once that it closes, while it is open still', async (t) => {
  const told: (number | null)[] = []
  const onClose = () => told.push(database.offsetOf('app-rows-changelog'))
  const options = { path: somewhere(t), stores: ['rows'], memory: memory(), onClose }
  const database = await TaskDatabase.open(options)
  database.commit(new Map([['app-rows-changelog', 7]]))
  t.deepEqual(told, [])
  await Promise.all([database.close(), database.close()])
  await database.close()
  t.deepEqual(told, [7])
})

test('a store that the database was not opened for is refused by name', async (t) => {
  const database = await open(somewhere(t), 'rows')
  t.throws(() => database.rows('others'), { message: /without the store others/ })
  await database.close()
})

test('parts of a store lie beside each other, each with its own keys', async (t) => {
  const path = somewhere(t)
  const before = await open(path, 'windows')
  const [first, second] = [before.part('windows', bytes('1')), before.part('windows', bytes('2'))]
  first.put(bytes('a'), bytes('one'))
  second.put(bytes('a'), bytes('two'))
  before.commit(new Map())
  t.is(before.part('windows', bytes('1')), first)
  first.clear()
  t.deepEqual([first.size, second.size], [0, 1])
  before.commit(new Map())
  await before.close()
  const after = await open(path, 'windows')
  t.is(after.part('windows', bytes('1')).get(bytes('a')), null)
  t.is(after.part('windows', bytes('2')).get(bytes('a'))?.toString(), 'two')
  await after.close()
})

test('a part that was cleared is over with the commit, and comes anew for who asks', async (t) => {
  const database = await open(somewhere(t), 'windows')
  const part = database.part('windows', bytes('1'))
  part.put(bytes('a'), bytes('old'))
  database.commit(new Map())
  part.clear()
  database.drop()
  t.is(part.get(bytes('a'))?.toString(), 'old')
  part.clear()
  database.commit(new Map())
  t.throws(() => part.put(bytes('a'), bytes('lost')), { message: /cleared/ })
  const again = database.part('windows', bytes('1'))
  t.is(again.get(bytes('a')), null)
  again.put(bytes('a'), bytes('new'))
  database.commit(new Map())
  t.is(database.part('windows', bytes('1')).get(bytes('a'))?.toString(), 'new')
  await database.close()
})

test('a range that a commit has cleared is cleared at the next opening, if a kill came between', async (t) => {
  const path = somewhere(t)
  const before = await open(path, 'rows')
  for (const key of 'abc') before.rows('rows').put(bytes(key), bytes('old'))
  before.commit(new Map())
  await before.close()
  const columns = new Map(['offsets', 's:rows'].map((name) => [name, { cacheBytes: 65_536, memtableBytes: 524_288 }]))
  const killed = await Database.open({ path, columns })
  const notes = new TaskNotes(killed)
  const cleared = [{ column: 's:rows', range: { from: bytes('b'), before: bytes('c') } }]
  killed.write((batch) => notes.writeCleared(batch, cleared))
  await killed.close()
  const after = await open(path, 'rows')
  t.deepEqual(rowsOf(after, 'rows'), ['a=old', 'c=old'])
  after.rows('rows').put(bytes('b'), bytes('new'))
  after.commit(new Map())
  await after.close()
  // Once it has been written into again, it is a range like any other.
  const again = await open(path, 'rows')
  t.deepEqual(rowsOf(again, 'rows'), ['a=old', 'b=new', 'c=old'])
  await again.close()
})

test('a commit that fails leaves nothing at hand that nobody has committed', async (t) => {
  const database = await open(somewhere(t), 'rows')
  const rows = database.rows('rows')
  rows.put(bytes('a'), bytes('old'))
  database.commit(new Map())
  rows.put(bytes('a'), bytes('new'))
  rows.put(bytes('b'), bytes('new'))
  t.throws(() => database.commit(new Map([['changelog', Number.NaN]])), { instanceOf: RangeError })
  t.deepEqual(rowsOf(database, 'rows'), ['a=new', 'b=new'])
  database.drop()
  t.deepEqual(rowsOf(database, 'rows'), ['a=old'])
  await database.close()
})

test('how many rows a store has is known after it was closed, without counting them', async (t) => {
  const path = somewhere(t)
  const before = await open(path, 'rows')
  for (const key of 'abcd') before.rows('rows').put(bytes(key), bytes('x'))
  before.commit(new Map())
  before.rows('rows').delete(bytes('a'))
  before.commit(new Map())
  await before.close()
  const after = await open(path, 'rows')
  t.is(after.rows('rows').size, 3)
  after.rows('rows').put(bytes('e'), bytes('x'))
  t.is(after.rows('rows').size, 4)
  await after.close()
})

test('the memory of a thread is told where it goes, store by store', async (t) => {
  const shared = new StateMemory({ bytes: 16 * 1024 * 1024, stores: 2 })
  const database = await TaskDatabase.open({ path: somewhere(t), stores: ['counts', 'names'], memory: shared })
  for (let key = 0; key < 1000; key++) database.rows('counts').put(bytes(`${key}`), bytes('1'))
  const [counts] = shared.stats().stores
  t.true((counts?.overlayBytes ?? 0) > 40_000)
  database.commit(new Map())
  database.rows('counts').get(bytes('7'))
  const { stores, atHandRows, hits, misses } = shared.stats()
  t.deepEqual({ atHandRows, hits, misses }, { atHandRows: 1000, hits: 1, misses: 0 })
  t.deepEqual(
    stores.map(({ store, atHandRows, isComplete }) => ({ store, atHandRows, isComplete })),
    [
      { store: 'counts', atHandRows: 1000, isComplete: true },
      { store: 'names', atHandRows: 0, isComplete: true },
    ],
  )
  await database.close()
  t.deepEqual([shared.stats().stores, shared.stats().overlayBytes, shared.stats().atHandBytes], [[], 0, 0])
})
