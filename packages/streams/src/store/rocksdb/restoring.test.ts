/** Changelogs into a task's database: rows past the overlay, and their offsets with them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { ByteMap } from '../contract/byte-map.ts'
import { drain } from '../contract/cursor.ts'
import { StateMemory } from './state-memory.ts'
import { TaskDatabase } from './task-database.ts'

const bytes = (text: string) => Buffer.from(text)
const first = bytes('1')
const texts = (rows: ByteMap) => drain(rows.range({})).map(({ key, value }) => `${key}=${value}`)

class Ground {
  readonly #path = mkdtempSync(join(tmpdir(), 'millrace-restoring-'))
  readonly memory = new StateMemory({ bytes: 16 * 1024 * 1024 })
  database!: TaskDatabase

  static async for(t: ExecutionContext): Promise<Ground> {
    const ground = new Ground()
    t.teardown(async () => {
      await ground.database.close()
      rmSync(ground.#path, { recursive: true })
    })
    await ground.#open()
    return ground
  }

  async reopen(): Promise<void> {
    await this.database.close()
    await this.#open()
  }

  restore(store: string, nextOffset: number, write: (rows: ByteMap) => void): void {
    const fill = () => {
      write(this.database.rows(store))
      return nextOffset
    }
    this.database.restore({ store, changelog: `${store}-changelog`, fill })
  }

  async #open(): Promise<void> {
    const { memory } = this
    this.database = await TaskDatabase.open({ path: join(this.#path, 'task'), stores: ['rows', 'others'], memory })
  }
}

test('restored rows are on the disk at once, with their offset, and nothing waits for a commit', async (t) => {
  const ground = await Ground.for(t)
  ground.database.rows('rows')
  const { overlayBytes } = ground.memory.stats()
  ground.restore('rows', 7, (rows) => {
    rows.put(bytes('a'), bytes('old'))
    rows.put(bytes('b'), bytes('1'))
    rows.put(bytes('a'), bytes('new'))
    rows.delete(bytes('b'))
  })
  t.is(ground.memory.stats().overlayBytes, overlayBytes)
  ground.database.drop()
  await ground.reopen()
  t.deepEqual(texts(ground.database.rows('rows')), ['a=new'])
  t.deepEqual(ground.database.offsets(), new Map([['rows-changelog', 7]]))
})

test('a step that fails leaves rows and offset as they were', async (t) => {
  const ground = await Ground.for(t)
  ground.restore('rows', 3, (rows) => rows.put(bytes('a'), bytes('1')))
  const failing = () =>
    ground.restore('rows', 4, (rows) => {
      rows.put(bytes('a'), bytes('2'))
      throw new RangeError('no more')
    })
  t.throws(failing, { message: 'no more' })
  t.deepEqual(texts(ground.database.rows('rows')), ['a=1'])
  t.is(ground.database.offsetOf('rows-changelog'), 3)
  ground.database.rows('rows').put(bytes('b'), bytes('as ever'))
  t.deepEqual(texts(ground.database.rows('rows')), ['a=1', 'b=as ever'])
  ground.database.drop()
  t.deepEqual(texts(ground.database.rows('rows')), ['a=1'])
})

test('rows that were at hand are not taken for what the changelog has made of them', async (t) => {
  const ground = await Ground.for(t)
  const rows = ground.database.rows('rows')
  rows.put(bytes('a'), bytes('1'))
  rows.put(bytes('b'), bytes('1'))
  ground.database.commit(new Map())
  t.is(rows.get(bytes('a'))?.toString(), '1')
  ground.restore('rows', 9, (restored) => {
    restored.put(bytes('a'), bytes('2'))
    restored.delete(bytes('b'))
    restored.put(bytes('c'), bytes('2'))
  })
  t.is(rows.get(bytes('a'))?.toString(), '2')
  t.is(rows.get(bytes('b')), null)
  t.is(rows.get(bytes('c'))?.toString(), '2')
  t.deepEqual(texts(rows), ['a=2', 'c=2'])
  t.is(rows.size, 2)
})

test('after a walk has found all restored rows they are at hand, and the disk is asked no more', async (t) => {
  const ground = await Ground.for(t)
  const rows = ground.database.rows('rows')
  ground.restore('rows', 2, (restored) => restored.put(bytes('a'), bytes('1')))
  t.false(ground.memory.stats().stores[0]?.isComplete)
  t.deepEqual(texts(rows), ['a=1'])
  t.true(ground.memory.stats().stores[0]?.isComplete)
})

test('a segment that expires while it is restored is gone, with what the same step has written to it', async (t) => {
  const ground = await Ground.for(t)
  const fill = () => {
    const segment = ground.database.part('rows', first)
    segment.put(bytes('a'), bytes('1'))
    segment.clear()
    ground.database.part('rows', bytes('2')).put(bytes('b'), bytes('2'))
    return 2
  }
  ground.database.restore({ store: 'rows', changelog: 'log', fill })
  t.deepEqual(ground.database.space('rows').prefixesFrom(first).map(String), ['2'])
  ground.database.part('rows', first).put(bytes('c'), bytes('3'))
  ground.database.commit(new Map())
  t.deepEqual(texts(ground.database.part('rows', first)), ['c=3'])
})

test('a store that is emptied has neither rows nor offsets, whatever waited for a commit; others keep theirs', async (t) => {
  const ground = await Ground.for(t)
  ground.restore('rows', 2, (rows) => rows.put(bytes('a'), bytes('1')))
  ground.restore('others', 5, (rows) => rows.put(bytes('a'), bytes('1')))
  ground.database.rows('rows').put(bytes('b'), bytes('not committed'))
  ground.database.empty('rows', ['rows-changelog'])
  t.deepEqual(texts(ground.database.rows('rows')), [])
  await ground.reopen()
  t.deepEqual(texts(ground.database.rows('rows')), [])
  t.is(ground.database.offsetOf('rows-changelog'), null)
  t.deepEqual(texts(ground.database.rows('others')), ['a=1'])
  t.is(ground.database.offsetOf('others-changelog'), 5)
})

test('rows are not read while they are restored', async (t) => {
  const ground = await Ground.for(t)
  t.throws(() => ground.restore('rows', 1, (rows) => rows.get(bytes('a'))), { message: /are read while/ })
  t.throws(() => ground.restore('rows', 1, (rows) => rows.range({})), { message: /are read while/ })
  t.is(ground.database.offsetOf('rows-changelog'), null)
})
