import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { FaultyDisk, SeededRandom, systemDisk } from '@millrace/core/testing'
import test, { type ExecutionContext } from 'ava'
import { DatabaseError, isDamage } from '../database-error.ts'
import { applicationFolder } from './application-folder.ts'
import { TaskFolder } from './task-folder.ts'
import { commit, rowsOf, taskFolder, temporaryFolder, withRows } from './test-folder.contract.ts'

/** A folder in which a task has committed rows, and closed. */
async function leftFolder(t: ExecutionContext) {
  const parts = taskFolder(t)
  const database = await parts.folder.open(withRows)
  commit(database, 'a=1 b=2', 7)
  await database.close()
  // Opening writes what is in the log of writes into a file of rows.
  await (await parts.folder.open(withRows)).close()
  return { ...parts, files: join(parts.folder.path, 'database') }
}

const namesIn = (path: string, pattern: RegExp) => readdirSync(path).filter((name) => pattern.test(name))

test('what was committed is there after a close, and where nothing was, the state is empty', async (t) => {
  const { folder, logger } = taskFolder(t)
  t.false(folder.hasState)
  const first = await folder.open(withRows)
  t.is(rowsOf(first), '')
  commit(first, 'a=1', 7)
  await first.close()
  t.true(folder.hasState)
  const second = await folder.open(withRows)
  t.is(rowsOf(second), 'a=1')
  await second.close()
  t.deepEqual(await folder.offsets(), new Map([['app-rows-changelog', 7]]))
  t.deepEqual(logger.lines, [])
})

test('the label beside the database says whose it is, for people too', async (t) => {
  const { folder } = await leftFolder(t)
  const label = JSON.parse(readFileSync(join(folder.path, 'label.json'), 'utf8'))
  t.deepEqual(label, { format: 1, applicationId: 'app', taskId: '0_0' })
})

test('a folder is only made for what can be a task', (t) => {
  const { application } = taskFolder(t)
  for (const taskId of ['../0_0', '0_0/..', '', 'x', '0_0 ', '0-0']) {
    t.throws(() => new TaskFolder(application, taskId), { message: /expected a task's id/ })
  }
})

const damages: [what: string, damage: (files: string) => void][] = [
  ['without CURRENT', (files) => rmSync(join(files, 'CURRENT'))],
  ['with an empty CURRENT', (files) => truncateSync(join(files, 'CURRENT'))],
  ['with a CURRENT of another text', (files) => writeFileSync(join(files, 'CURRENT'), 'what was never there\n')],
  ['without its manifest', (files) => rmSync(join(files, namesIn(files, /^MANIFEST/)[0] ?? ''))],
  ['with half of a manifest', (files) => truncateSync(join(files, namesIn(files, /^MANIFEST/)[0] ?? ''), 100)],
  ['with a manifest that ends a little early', (files) => cutEnd(join(files, namesIn(files, /^MANIFEST/)[0] ?? ''), 1)],
  [
    'with another bit at the end of its manifest',
    (files) => flip(join(files, namesIn(files, /^MANIFEST/)[0] ?? ''), -1),
  ],
  [
    'with a log of writes on which RocksDB would hang',
    (files) => appendStrange(join(files, namesIn(files, /\.log$/)[0] ?? '')),
  ],
  ['without a file of rows', (files) => rmSync(join(files, namesIn(files, /\.sst$/)[0] ?? ''))],
  ['with half of a file of rows', (files) => truncateSync(join(files, namesIn(files, /\.sst$/)[0] ?? ''), 100)],
  ['without a label', (files) => rmSync(join(files, '../label.json'))],
  ['with a label that is cut off', (files) => truncateSync(join(files, '../label.json'), 10)],
  ['with a label of zeros', (files) => writeFileSync(join(files, '../label.json'), Buffer.alloc(50))],
]

for (const [what, damage] of damages) {
  test(`a state ${what} is set aside, with a warning, and an empty one is opened in its place`, async (t) => {
    const { folder, files, logger, path } = await leftFolder(t)
    damage(files)
    const names = readdirSync(folder.path)
    const database = await folder.open(withRows)
    t.is(rowsOf(database), '')
    t.is(database.offsetOf('app-rows-changelog'), null)
    commit(database, 'c=3', 9)
    t.is(rowsOf(database), 'c=3')
    await database.close()
    const [aside = ''] = namesIn(path, /^0_0\.damaged-\d+$/)
    t.deepEqual(readdirSync(join(path, aside)), names)
    t.regex(logger.lines[0] ?? '', /^warn: the state of a task is damaged: it is set aside/)
    t.like(logger.fields[0], { applicationId: 'app', taskId: '0_0', path: folder.path, aside: join(path, aside) })
    t.true(isDamage(logger.fields[0]?.['error']))
    t.is(logger.lines.length, 1)
  })
}

test('damage that only a read meets is replaced by the task that met it', async (t) => {
  const { folder, files, path } = await leftFolder(t)
  for (const name of namesIn(files, /\.sst$/)) flip(join(files, name), 5)
  const database = await folder.open(withRows)
  const damage = t.throws(() => database.rows('rows').get(Buffer.from('a')), { instanceOf: DatabaseError })
  t.true(isDamage(damage))
  const next = await folder.replace(database, damage as DatabaseError, withRows)
  t.is(rowsOf(next), '')
  t.is(namesIn(path, /^0_0\.damaged-\d+$/).length, 1)
  await next.close()
})

test('of what was set aside the newest is kept, of each task', async (t) => {
  const { application, folder, clock, path } = taskFolder(t)
  const damage = new DatabaseError('DAMAGED', 'for the test')
  for (const each of [folder, new TaskFolder(application, '0_1')]) {
    for (let round = 0; round < 3; round++) {
      const database = await each.open(withRows)
      commit(database, `round=${round}`, round)
      await database.close()
      await each.setAside(damage)
    }
  }
  clock.advance(1_000)
  await (await folder.open(withRows)).close()
  await folder.setAside(damage)
  const kept = namesIn(path, /damaged/)
  t.deepEqual(
    kept.map((name) => name.replace(/\d+$/, '')),
    ['0_0.damaged-', '0_1.damaged-'],
  )
  t.is(kept[0], `0_0.damaged-${clock.nowMs()}`)
})

test('a look at the offsets leaves the state as well known as it was', async (t) => {
  const { folder, files, logger } = await leftFolder(t)
  await folder.offsets()
  await folder.checkUnused()
  cutEnd(join(files, namesIn(files, /^MANIFEST/)[0] ?? ''), 1)
  await t.throwsAsync(folder.offsets(), { instanceOf: DatabaseError, code: 'DAMAGED', message: /bytes of MANIFEST-/ })
  await (await folder.open(withRows)).close()
  t.is(logger.lines.length, 1)
})

test('the end of a log of writes that a power failure tore off is as if it had not been committed', async (t) => {
  const { folder, path } = taskFolder(t)
  const database = await folder.open(withRows)
  for (let offset = 1; offset <= 5; offset++) commit(database, `a=${offset} b=${offset}`, offset)
  const files = join(folder.path, 'database')
  const torn = new TaskFolder({ ...taskFolder(t).application, path: join(path, 'torn') }, '0_0')
  cpSync(folder.path, torn.path, { recursive: true })
  await database.close()
  const [log = ''] = namesIn(files, /\.log$/)
  truncateSync(join(torn.path, 'database', log), readFileSync(join(files, log)).length - 3)
  const found = await torn.open(withRows)
  t.is(rowsOf(found), 'a=4 b=4')
  t.is(found.offsetOf('app-rows-changelog'), 4)
  await found.close()
})

test('the state of a later version is refused, and nothing in it is touched', async (t) => {
  const { folder, path } = await leftFolder(t)
  writeFileSync(join(folder.path, 'label.json'), '{"format":2,"owner":{"id":"app"}}')
  const before = snapshot(path)
  const error = await t.throwsAsync(folder.open(withRows), { instanceOf: DatabaseError, code: 'NEWER_FORMAT' })
  t.true(error?.message.includes(`the state in ${folder.path} was written by a later version`))
  t.true(error?.message.includes('expected at most format 1, found format 2'))
  await t.throwsAsync(folder.remove(), { code: 'NEWER_FORMAT' })
  await t.throwsAsync(folder.offsets(), { code: 'NEWER_FORMAT' })
  t.deepEqual(snapshot(path), before)
})

test('the state of another task or application is refused, and nothing in it is touched', async (t) => {
  const { folder, application, path } = await leftFolder(t)
  const moved = new TaskFolder(application, '1_0')
  cpSync(folder.path, moved.path, { recursive: true })
  const before = snapshot(path)
  const error = await t.throwsAsync(moved.open(withRows), { instanceOf: DatabaseError, code: 'FOREIGN' })
  t.true(
    error?.message.endsWith('expected that of task 1_0 of application app, found that of task 0_0 of application app'),
  )
  const stranger = new TaskFolder({ ...application, applicationId: 'other' }, '0_0')
  await t.throwsAsync(stranger.open(withRows), {
    code: 'FOREIGN',
    message: /of application other, found .* application app/,
  })
  await t.throwsAsync(stranger.remove(), { code: 'FOREIGN' })
  t.deepEqual(snapshot(path), before)
})

test('a folder that Java Kafka Streams keeps its state in is refused, and nothing in it is touched', async (t) => {
  const { folder, path } = taskFolder(t)
  mkdirSync(join(folder.path, 'rocksdb/counts'), { recursive: true })
  writeFileSync(join(folder.path, '.checkpoint'), '0\n0\n')
  const before = snapshot(path)
  const message = /is nothing of ours: expected a task's state or nothing, found \.checkpoint, rocksdb/
  await t.throwsAsync(folder.open(withRows), { instanceOf: DatabaseError, code: 'FOREIGN', message })
  await t.throwsAsync(folder.remove(), { code: 'FOREIGN' })
  t.deepEqual(snapshot(path), before)
})

test('a state that is open cannot be opened, looked at or removed by another part of the process', async (t) => {
  const { folder, application } = taskFolder(t)
  const database = await folder.open(withRows)
  const other = new TaskFolder(application, '0_0')
  const locked = { instanceOf: DatabaseError, code: 'LOCKED', message: /is in use by another part of this process/ }
  for (const call of [other.open(withRows), other.offsets(), other.remove(), other.checkUnused()]) {
    await t.throwsAsync(call, locked)
  }
  commit(database, 'a=1', 1)
  t.is(rowsOf(database), 'a=1')
  await database.close()
  await other.checkUnused()
  await other.remove()
  t.false(existsSync(folder.path))
})

test('a removed state leaves nothing behind, whatever condition it was in', async (t) => {
  const { folder, files, path } = await leftFolder(t)
  writeFileSync(join(files, 'CURRENT'), '')
  await folder.remove()
  await folder.remove()
  t.deepEqual(readdirSync(path), [])
  await (await folder.open(withRows)).close()
  writeFileSync(join(folder.path, 'label.json'), '')
  await folder.remove()
  t.deepEqual(readdirSync(path), [])
})

test('a crash at any step of the first opening costs nothing but what was not there yet', async (t) => {
  for (let step = 1; ; step++) {
    const disk = new FaultyDisk(systemDisk, { random: new SeededRandom(step) })
    const { folder, application, logger } = taskFolder(t, disk)
    let calls = 0
    disk.refuse = () => (++calls >= step ? 'EIO' : undefined)
    const opened = await folder.open(withRows).catch((error: unknown) => error)
    disk.refuse = () => undefined
    if (opened instanceof DatabaseError) t.is(opened.code, 'DISK_REFUSES', `step ${step}: ${opened.message}`)
    else await (opened as Awaited<ReturnType<TaskFolder['open']>>).close()
    const database = await new TaskFolder(application, '0_0').open(withRows)
    commit(database, 'a=1', 1)
    t.is(rowsOf(database), 'a=1')
    await database.close()
    t.false(
      logger.lines.some((line) => line.includes('damaged')),
      `step ${step}`,
    )
    t.false(existsSync(`${folder.path}.damaged-${application.clock.nowMs()}`))
    if (!(opened instanceof DatabaseError)) return t.true(step > 8)
  }
})

test('a database that a crash left before its first write is begun anew', async (t) => {
  const { folder, logger } = taskFolder(t)
  await (await folder.open(withRows)).close()
  const files = join(folder.path, 'database')
  for (const name of namesIn(files, /^CURRENT|\.log$|\.sst$/)) rmSync(join(files, name))
  const database = await folder.open(withRows)
  commit(database, 'a=1', 1)
  t.is(rowsOf(database), 'a=1')
  await database.close()
  t.deepEqual(logger.lines, ['info: the state of a task was left before it was begun, by a crash: it is begun anew'])
})

test('a disk that refuses is no damage: nothing is set aside', async (t) => {
  const { application, folder, path } = await leftFolder(t)
  const disk = new FaultyDisk(systemDisk, { random: new SeededRandom(1) })
  const refused = new TaskFolder({ ...application, disk }, '0_0')
  for (const code of ['ENOSPC', 'EACCES', 'EROFS', 'EIO']) {
    disk.refuse = () => code
    const error = await t.throwsAsync(refused.open(withRows), { instanceOf: DatabaseError, code: 'DISK_REFUSES' })
    t.true(error?.message.includes(`(${code})`), error?.message)
  }
  t.deepEqual(readdirSync(path), ['0_0'])
  const database = await folder.open(withRows)
  t.is(rowsOf(database), 'a=1 b=2')
  await database.close()
})

/** Commits until the disk refuses, says so, and what is left; files may not grow beyond so many blocks of 512 bytes. */
const blocksMax = 300
const untilFull = `
  import { TaskFolder } from '${new URL('./task-folder.ts', import.meta.url)}'
  import { applicationFolder } from '${new URL('./application-folder.ts', import.meta.url)}'
  import { StateMemory } from '${new URL('../state-memory.ts', import.meta.url)}'
  const folder = new TaskFolder(applicationFolder({ stateDirectory: process.argv[1], applicationId: 'app' }), '0_0')
  const database = await folder.open({ stores: ['rows'], memory: new StateMemory() })
  const rows = database.rows('rows')
  let committed = 0
  const codes = []
  while (codes.length < 2) {
    try {
      rows.put(Buffer.from('row ' + committed), Buffer.alloc(1000, committed))
      database.commit(new Map([['app-rows-changelog', committed + 1]]))
      committed += 1
    } catch (error) {
      codes.push(error.code)
    }
  }
  await database.close()
  console.log(JSON.stringify({ committed, codes }))`

test('a commit that finds the disk full is refused, and the one before it is what is left', async (t) => {
  const stateDirectory = temporaryFolder(t)
  const limited = `trap '' XFSZ; ulimit -f ${blocksMax}; exec "$@"`
  const node = [process.execPath, '--input-type=module', '--eval', untilFull, stateDirectory]
  const said = execFileSync('sh', ['-c', limited, 'sh', ...node], { encoding: 'utf8' })
  const { committed, codes } = JSON.parse(said)
  t.deepEqual(codes, ['DISK_REFUSES', 'DISK_REFUSES'])
  t.true(committed > 10)
  const folder = new TaskFolder(applicationFolder({ stateDirectory, applicationId: 'app' }), '0_0')
  const database = await folder.open(withRows)
  t.is(database.offsetOf('app-rows-changelog'), committed)
  t.is(database.rows('rows').size, committed)
  await database.close()
  t.deepEqual(readdirSync(join(stateDirectory, 'app')), ['0_0'])
})

test('a state is used when it is opened, written and closed', async (t) => {
  const { folder } = await leftFolder(t)
  const longAgo = new Date(1_000_000)
  const { utimesSync } = await import('node:fs')
  const age = () => {
    for (const path of [folder.path, join(folder.path, 'database')]) {
      for (const name of readdirSync(path)) utimesSync(join(path, name), longAgo, longAgo)
    }
  }
  age()
  t.is(folder.lastUsedMs, 1_000_000)
  const database = await folder.open(withRows)
  t.true(folder.lastUsedMs > 1_000_000)
  age()
  commit(database, 'a=1', 1)
  t.true(folder.lastUsedMs > 1_000_000)
  age()
  await database.close()
  t.true(folder.lastUsedMs > 1_000_000)
})

/** Makes another byte of one in a file, counted from its end if below 0. */
function flip(path: string, at: number): void {
  const content = readFileSync(path)
  const index = at < 0 ? content.length + at : at
  content[index] = (content[index] ?? 0) ^ 1
  writeFileSync(path, content)
}

/** The beginning of a record of a kind that is not written. */
function appendStrange(path: string): void {
  appendFileSync(path, Buffer.concat([Buffer.from('d1d4a17887570b', 'hex'), Buffer.alloc(37, 1)]))
}

function cutEnd(path: string, bytes: number): void {
  truncateSync(path, readFileSync(path).length - bytes)
}

/** All names and contents below a folder. */
function snapshot(path: string): Record<string, string> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  return Object.fromEntries(
    files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'latin1')]),
  )
}
