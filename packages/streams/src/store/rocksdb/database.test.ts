import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import test, { type ExecutionContext } from 'ava'
import { drain } from '../contract/cursor.ts'
import { Database } from './database.ts'
import { DatabaseError } from './database-error.ts'

const sizes = { cacheBytes: 1024 * 1024, memtableBytes: 4 * 1024 * 1024 }
const column = 'rows'
const bytes = (text: string) => Buffer.from(text)

function somewhere(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-rocksdb-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  return join(folder, '0_0')
}

const open = (path: string) => Database.open({ path, columns: new Map([[column, sizes]]) })

function put(database: Database, ...keys: string[]): void {
  database.write((batch) => {
    for (const key of keys) batch.put(column, bytes(key), bytes(key.repeat(10)))
  })
}

test('a closed database refuses each call, and does not take the process with it', async (t) => {
  const database = await open(somewhere(t))
  put(database, 'a')
  await Promise.all([database.close(), database.close()])
  await database.close()
  const calls = [
    () => database.get(column, bytes('a')),
    () => database.scan(column, {}),
    () => put(database, 'b'),
    () => database.write(() => undefined),
    () => database.deleteRange(column, {}),
  ]
  for (const call of calls) t.throws(call, { instanceOf: DatabaseError, code: 'CLOSED' }, String(call))
})

test('no call comes through from the moment at which the close begins', async (t) => {
  const database = await open(somewhere(t))
  put(database, 'a')
  const closing = database.close()
  t.throws(() => database.get(column, bytes('a')), { instanceOf: DatabaseError, code: 'CLOSED' })
  await closing
})

test('a walk that the close of its database cuts off does not look as if it had come to its end', async (t) => {
  const database = await open(somewhere(t))
  put(database, ...'abcdefghijklmnopqrst')
  const begun = database.scan(column, {})
  t.is(begun.next()?.key.toString(), 'a')
  const [ended, closed] = [database.scan(column, { to: bytes('b') }), database.scan(column, {})]
  drain(ended)
  closed.close()
  await database.close()
  t.throws(() => begun.next(), { instanceOf: DatabaseError, code: 'CLOSED' })
  t.is(ended.next(), null)
  t.is(closed.next(), null)
  for (const cursor of [begun, ended, closed]) cursor.close()
})

test('walks and batches that are over take no memory', async (t) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const database = await open(somewhere(t))
  const usedBytes = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = usedBytes()
  for (let round = 0; round < 5_000; round++) {
    database.write(() => undefined)
    database.scan(column, {}).close()
  }
  const grownBytes = usedBytes() - before
  t.true(grownBytes < 2_000_000, `${grownBytes} bytes`)
  await database.close()
})

test('a block that its checksum does not fit is damage, told by the read that meets it', async (t) => {
  const path = somewhere(t)
  const first = await open(path)
  put(first, ...'abcdefgh')
  await first.close()
  await (await open(path)).close()
  for (const name of readdirSync(path).filter((each) => each.endsWith('.sst'))) {
    const content = readFileSync(join(path, name))
    content[5] = (content[5] ?? 0) ^ 1
    writeFileSync(join(path, name), content)
  }
  const damaged = await open(path)
  t.throws(() => damaged.get(column, bytes('a')), { instanceOf: DatabaseError, code: 'DAMAGED' })
  t.throws(() => drain(damaged.scan(column, {})), { instanceOf: DatabaseError, code: 'DAMAGED' })
  await damaged.close()
})
