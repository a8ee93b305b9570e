/** The directory between real processes and within one: who has it, which state lies in it, and what is removed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import { FaultyDisk, ManualClock, SeededRandom, systemDisk } from '@millrace/core/testing'
import test, { type ExecutionContext } from 'ava'
import { DatabaseError } from '../database-error.ts'
import { StateDirectory } from './state-directory.ts'
import { commit, RememberingLogger, rowsOf, temporaryFolder, withRows } from './test-folder.contract.ts'

interface Given {
  readonly applicationId?: string
  readonly stateDirectory?: string
}

/** What opens the directory of a test, with what it tells the log. */
function ground(t: ExecutionContext, given: Given = {}) {
  const stateDirectory = given.stateDirectory ?? temporaryFolder(t)
  const applicationId = given.applicationId ?? 'app'
  const [logger, clock] = [new RememberingLogger(), new ManualClock(Date.now())]
  const open = () => StateDirectory.open({ stateDirectory, applicationId, logger, clock })
  return { stateDirectory, path: join(stateDirectory, applicationId), logger, clock, open }
}

/** Lets a task commit a row, and leave. */
async function leave(directory: StateDirectory, taskId: string, offset = 1): Promise<void> {
  const database = await directory.task(taskId).open(withRows)
  commit(database, `task=${taskId}`, offset)
  await database.close()
}

/** Another process that has opened the directory and the state of a task in it. */
async function rival(t: ExecutionContext, stateDirectory: string): Promise<ChildProcess> {
  const program = `
    import { StateDirectory } from '${new URL('./state-directory.ts', import.meta.url)}'
    import { StateMemory } from '${new URL('../state-memory.ts', import.meta.url)}'
    const directory = await StateDirectory.open({ stateDirectory: process.argv[1], applicationId: 'app' })
    await directory.task('0_0').open({ stores: ['rows'], memory: new StateMemory() })
    console.log('open')
    setInterval(() => {}, 1000)`
  const args = ['--input-type=module', '--eval', program, stateDirectory]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  for await (const line of createInterface({ input: child.stdout })) if (line === 'open') return child
  throw new Error('expected a process that opens the directory')
}

test('a process keeps its id over restarts, and another directory has another one', async (t) => {
  const { open, path } = ground(t)
  const first = await open()
  t.regex(first.processId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  await first.close()
  const second = await open()
  t.is(second.processId, first.processId)
  await second.close()
  const label = { format: 1, applicationId: 'app', processId: first.processId }
  t.deepEqual(JSON.parse(readFileSync(join(path, 'label.json'), 'utf8')), label)
  const elsewhere = await ground(t).open()
  t.not(elsewhere.processId, first.processId)
  await elsewhere.close()
})

test('a process gets another id where its own cannot be read, and its tasks keep their state', async (t) => {
  const { open, path } = ground(t)
  const first = await open()
  await leave(first, '0_0')
  await first.close()
  writeFileSync(join(path, 'label.json'), '')
  const second = await open()
  t.not(second.processId, first.processId)
  t.deepEqual(second.tasks(), ['0_0'])
  await second.close()
})

test('a second instance in the same process is refused', async (t) => {
  const { open } = ground(t)
  const first = await open()
  const refusal = { instanceOf: DatabaseError, code: 'LOCKED', message: /is in use by another part of this process/ }
  await t.throwsAsync(open(), refusal)
  await first.close()
  await (await open()).close()
})

test('another process is refused while the first lives, and has all of it at once when that is killed', async (t) => {
  const { open, stateDirectory, logger } = ground(t)
  const child = await rival(t, stateDirectory)
  const refusal = { instanceOf: DatabaseError, code: 'LOCKED', message: /is in use by another process/ }
  await t.throwsAsync(open(), refusal)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const directory = await open()
  const database = await directory.task('0_0').open(withRows)
  t.is(rowsOf(database), '')
  await database.close()
  await directory.close()
  t.deepEqual(logger.lines, [])
})

test('a worker thread that ends without closing leaves its tasks to others', async (t) => {
  const { open, stateDirectory } = ground(t)
  const directory = await open()
  const program = `
    import { parentPort } from 'node:worker_threads'
    const { TaskFolder } = await import('${new URL('./task-folder.ts', import.meta.url)}')
    const { applicationFolder } = await import('${new URL('./application-folder.ts', import.meta.url)}')
    const { StateMemory } = await import('${new URL('../state-memory.ts', import.meta.url)}')
    const application = applicationFolder({ stateDirectory: ${JSON.stringify(stateDirectory)}, applicationId: 'app' })
    const options = { stores: ['rows'], memory: new StateMemory() }
    const database = await new TaskFolder(application, '0_0').open(options)
    database.rows('rows').put(Buffer.from('a'), Buffer.from('1'))
    database.commit(new Map())
    setInterval(() => {}, 1000)
    parentPort.postMessage('open')`
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`))
  await once(worker, 'message')
  await t.throwsAsync(directory.task('0_0').open(withRows), { code: 'LOCKED' })
  await t.throwsAsync(directory.cleanUp(), { code: 'LOCKED' })
  await worker.terminate()
  const database = await directory.task('0_0').open(withRows)
  t.is(rowsOf(database), 'a=1')
  await database.close()
  await directory.close()
})

test('applications share a state directory, whatever they are called', async (t) => {
  const stateDirectory = temporaryFolder(t)
  const ids = ['a', 'A-b.c', '..', '../a', 'a/b', '.', 'x'.repeat(249), 'ä']
  const open = await Promise.all(ids.map((applicationId) => ground(t, { stateDirectory, applicationId }).open()))
  for (const directory of open) await leave(directory, '0_0')
  t.is(readdirSync(stateDirectory).length, ids.length)
  for (const directory of open) await directory.close()
})

test('the offsets of tasks that are not in use are told by changelog, and read again only after another use', async (t) => {
  const { open, logger } = ground(t)
  const directory = await open()
  t.deepEqual(await directory.offsets(), new Map())
  await leave(directory, '0_1', 5)
  await leave(directory, '0_0', 3)
  await leave(directory, 'global', 9)
  const busy = await directory.task('1_0').open(withRows)
  t.deepEqual(directory.tasks(), ['0_0', '0_1', '1_0', 'global'])
  const offsetsOf = (offset: number) => new Map([['app-rows-changelog', offset]])
  const expected = new Map([
    ['0_0', offsetsOf(3)],
    ['0_1', offsetsOf(5)],
    ['global', offsetsOf(9)],
  ])
  const first = await directory.offsets()
  t.deepEqual(first, expected)
  await leave(directory, '0_1', 8)
  const second = await directory.offsets()
  t.deepEqual(second, expected.set('0_1', offsetsOf(8)))
  t.is(second.get('0_0'), first.get('0_0'))
  await busy.close()
  t.deepEqual((await directory.offsets()).get('1_0'), new Map())
  t.deepEqual(logger.lines, [])
  await directory.close()
})

test('a state that could not be used counts as none, with a warning', async (t) => {
  const { open, path, logger } = ground(t)
  const directory = await open()
  await leave(directory, '0_0')
  await leave(directory, '0_1')
  writeFileSync(join(path, '0_0/database/CURRENT'), 'nonsense')
  writeFileSync(join(path, '0_1/label.json'), '{"format":7}')
  t.deepEqual(await directory.offsets(), new Map())
  t.is(logger.lines.filter((line) => line.startsWith('warn: the offsets of a task cannot be read')).length, 2)
  await directory.close()
})

test('what was not used for so long is removed, unless somebody uses it', async (t) => {
  const { open, path, clock, logger } = ground(t)
  const directory = await open()
  await leave(directory, '0_0')
  const busy = await directory.task('0_1').open(withRows)
  t.deepEqual(await directory.removeUnused(600_000), [])
  clock.advance(700_000)
  t.deepEqual(await directory.removeUnused(600_000), ['0_0'])
  t.deepEqual(directory.tasks(), ['0_1'])
  t.false(existsSync(join(path, '0_0')))
  t.deepEqual(logger.lines, ['info: the state of a task that is not used was removed'])
  await busy.close()
  t.deepEqual(await directory.removeUnused(600_000), ['0_1'])
  await directory.close()
})

test('what cannot be removed stays, with a warning, and keeps nothing else from being removed', async (t) => {
  const { open, path, clock, logger } = ground(t)
  const directory = await open()
  await leave(directory, '0_0')
  await leave(directory, '0_1')
  mkdirSync(join(path, '0_2/rocksdb'), { recursive: true })
  writeFileSync(join(path, '0_0/label.json'), '{"format":7}')
  writeFileSync(join(path, '0_2/.checkpoint'), '')
  clock.advance(700_000)
  t.deepEqual(await directory.removeUnused(600_000), ['0_1'])
  t.is(logger.lines.filter((line) => /^warn: .* cannot be removed$/.test(line)).length, 2)
  await directory.close()
})

test('a disk that does not let the directory be listed refuses each question about it', async (t) => {
  const disk = new FaultyDisk(systemDisk, { random: new SeededRandom(1) })
  const directory = await StateDirectory.open({ stateDirectory: temporaryFolder(t), applicationId: 'app', disk })
  await leave(directory, '0_0')
  disk.refuse = (action) => (action === 'list' ? 'EACCES' : undefined)
  const refusal = { instanceOf: DatabaseError, code: 'DISK_REFUSES', message: /\(EACCES\)/ }
  t.throws(() => directory.tasks(), refusal)
  for (const call of [directory.offsets(), directory.removeUnused(0), directory.cleanUp()]) {
    await t.throwsAsync(call, refusal)
  }
  disk.refuse = () => undefined
  t.deepEqual(directory.tasks(), ['0_0'])
  await directory.close()
})

test('a clean-up leaves who the process is, and nothing else', async (t) => {
  const { open, path } = ground(t)
  const directory = await open()
  for (const taskId of ['0_0', '1_17', 'global']) await leave(directory, taskId)
  await directory.task('0_0').setAside(new DatabaseError('DAMAGED', 'for the test'))
  await leave(directory, '0_0')
  await directory.cleanUp()
  t.deepEqual(readdirSync(path), ['label.json', 'lock'])
  await leave(directory, '0_0')
  await directory.close()
  const again = await open()
  t.is(again.processId, directory.processId)
  t.deepEqual(again.tasks(), ['0_0'])
  await again.close()
})

test('a clean-up is refused while a task is in use, and has removed nothing then', async (t) => {
  const { open } = ground(t)
  const directory = await open()
  await leave(directory, '0_0')
  const busy = await directory.task('1_0').open(withRows)
  await t.throwsAsync(directory.cleanUp(), { instanceOf: DatabaseError, code: 'LOCKED' })
  t.deepEqual(directory.tasks(), ['0_0', '1_0'])
  commit(busy, 'a=1', 1)
  await busy.close()
  await directory.close()
})

test('a removal that a crash cut short is finished at the next start', async (t) => {
  const { open, path } = ground(t)
  await (await open()).close()
  mkdirSync(join(path, '0_0.removed-17/database'), { recursive: true })
  await (await open()).close()
  t.deepEqual(readdirSync(path), ['label.json', 'lock'])
})

test('a lock that is damaged is made anew, with a warning', async (t) => {
  const { open, path, logger } = ground(t)
  const first = await open()
  await first.close()
  for (const name of readdirSync(join(path, 'lock'))) writeFileSync(join(path, 'lock', name), 'nonsense')
  const second = await open()
  t.is(second.processId, first.processId)
  await second.close()
  t.deepEqual(logger.lines, ['warn: the lock of a state directory is damaged: it is made anew'])
})

test('a directory of a later version, of another application or of somebody else is not touched', async (t) => {
  const { open, path, stateDirectory } = ground(t)
  mkdirSync(path)
  const labels: [label: string, code: string, message: RegExp][] = [
    ['{"format":2}', 'NEWER_FORMAT', /expected at most format 1, found format 2/],
    ['{"format":1,"applicationId":"b"}', 'FOREIGN', /expected that of application app, found that of application b/],
  ]
  for (const [label, code, message] of labels) {
    writeFileSync(join(path, 'label.json'), label)
    await t.throwsAsync(open(), { instanceOf: DatabaseError, code, message })
    t.deepEqual(readdirSync(path), ['label.json'])
  }
  rmSync(join(path, 'label.json'))
  writeFileSync(join(path, 'kafka-streams-process-metadata'), '{}')
  const message = /is nothing of ours: expected the state of application app or nothing, found kafka-streams-/
  await t.throwsAsync(open(), { instanceOf: DatabaseError, code: 'FOREIGN', message })
  t.deepEqual(readdirSync(path), ['kafka-streams-process-metadata'])
  writeFileSync(join(stateDirectory, 'file'), '')
  const below = ground(t, { stateDirectory: join(stateDirectory, 'file') })
  await t.throwsAsync(below.open(), { instanceOf: DatabaseError, code: 'DISK_REFUSES', message: /not a directory/ })
})

test('the id follows from the random numbers', async (t) => {
  const options = { stateDirectory: temporaryFolder(t), applicationId: 'app', random: new SeededRandom(1) }
  const directory = await StateDirectory.open(options)
  await directory.close()
  const other = await StateDirectory.open({
    ...options,
    stateDirectory: temporaryFolder(t),
    random: new SeededRandom(1),
  })
  t.is(other.processId, directory.processId)
  await other.close()
})
