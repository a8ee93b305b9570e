/**
 * The lock between real processes: who holds it, who died with it, and who of many takes it over.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import test, { type ExecutionContext } from 'ava'
import { LockedError } from './disk.ts'
import { systemDisk } from './node-disk.ts'

const temporary = fs.mkdtempSync(join(tmpdir(), 'millrace-lock-'))
const children = new Set<ChildProcess>()
test.after.always(() => {
  for (const child of children) child.kill('SIGKILL')
  fs.rmSync(temporary, { recursive: true, force: true })
})
const makeDirectory = () => fs.mkdtempSync(join(temporary, 'data-'))

/** A process that says `ready`, waits for a line, tries to lock, says how it went, and stays until it is killed. */
const program = `
import { systemDisk } from '${new URL('./node-disk.ts', import.meta.url)}'
process.stdin.once('data', () => {
  try {
    systemDisk.lock(process.argv[1])
    console.log('locked')
  } catch (problem) {
    console.log(problem.message)
  }
})
console.log('ready')
`

/** Starts such a process; the two functions are its next line, and its attempt. */
async function startRival(directory: string) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.add(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async () => String((await lines.next()).value)
  if ((await nextLine()) !== 'ready') throw new Error('expected a process that is ready')
  const lock = () => {
    child.stdin.write('go\n')
    return nextLine()
  }
  const kill = async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
    children.delete(child)
  }
  return { pid: child.pid, lock, kill }
}

const namesIn = (directory: string) => fs.readdirSync(directory)
const textOf = (directory: string) => fs.readFileSync(join(directory, '.lock'), 'utf8')

/** Locks, and sees that nothing else is left behind. */
function assertFree(t: ExecutionContext, directory: string): void {
  const lock = systemDisk.lock(directory)
  t.deepEqual(namesIn(directory), ['.lock'])
  lock.release()
  t.deepEqual(namesIn(directory), [])
}

test('a second process is told who has the directory, and gets it when that one was killed', async (t) => {
  const directory = makeDirectory()
  const rival = await startRival(directory)
  t.is(await rival.lock(), 'locked')
  const problem = t.throws(() => systemDisk.lock(directory), { instanceOf: LockedError })
  t.true(
    problem?.message.startsWith(`${directory} is in use: expected to be its only owner, found process ${rival.pid} `),
  )
  t.regex(problem?.owner ?? '', new RegExp(` on ${hostname()}, since \\d{4}-\\d\\d-\\d\\dT`))
  await rival.kill()
  assertFree(t, directory)
})

test('this process is told that it has the directory itself', (t) => {
  const directory = makeDirectory()
  const lock = systemDisk.lock(directory)
  t.throws(() => systemDisk.lock(directory), { message: new RegExp(`found this process \\(${process.pid}\\), since `) })
  lock.release()
  assertFree(t, directory)
})

test('of many processes that find a dead one’s lock, one takes it over', async (t) => {
  const directory = makeDirectory()
  const dead = await startRival(directory)
  await dead.lock()
  await dead.kill()
  const rivals = await Promise.all(Array.from({ length: 10 }, () => startRival(directory)))
  const answers = await Promise.all(rivals.map((rival) => rival.lock()))
  const winners = rivals.filter((_, index) => answers[index] === 'locked')
  t.is(winners.length, 1, answers.join('\n'))
  const refusal = `found process ${winners[0]?.pid} on `
  t.is(answers.filter((answer) => answer.includes(refusal)).length, 9, answers.join('\n'))
  await Promise.all(rivals.map((rival) => rival.kill()))
  assertFree(t, directory)
})

/** Leaves the lock of a process that is not this one. */
function leaveLock(directory: string, change: Record<string, unknown>): void {
  const lock = systemDisk.lock(directory)
  const text = textOf(directory)
  lock.release()
  const claim = { ...JSON.parse(text), id: 'ab'.repeat(12), ...change }
  fs.writeFileSync(join(directory, '.lock'), `${JSON.stringify(claim)}\n`)
}

const isLinux = process.platform === 'linux'
const onLinux = isLinux ? test : test.skip

onLinux('a process number that was given out again is not the owner', (t) => {
  const directory = makeDirectory()
  leaveLock(directory, { began: '1' })
  assertFree(t, directory)
})

onLinux('a lock from before the machine’s start is nobody’s', (t) => {
  const directory = makeDirectory()
  leaveLock(directory, { scope: 'another start' })
  assertFree(t, directory)
})

test('another machine’s lock is respected, and the error says how to get rid of it', (t) => {
  const directory = makeDirectory()
  leaveLock(directory, { scope: 'another start', hostName: 'db-7', pid: 12 })
  const problem = t.throws(() => systemDisk.lock(directory), { instanceOf: LockedError })
  t.regex(problem?.owner ?? '', /^process 12 on db-7, since .* if it is gone, remove .*\/\.lock$/)
  t.deepEqual(namesIn(directory), ['.lock'])
})

test('a lock file that says nothing is taken over', (t) => {
  for (const text of ['', '{"id":', 'null', '{"id":"../../x","pid":1,"sinceMs":1}']) {
    const directory = makeDirectory()
    fs.writeFileSync(join(directory, '.lock'), text)
    assertFree(t, directory)
  }
})

test('what processes left that died while they took the lock is gone through and swept', (t) => {
  const directory = makeDirectory()
  const ids = ['aa', 'bb', 'cc'].map((pair) => pair.repeat(12))
  const names = ['.lock', `.lock-after-${ids[0]}`, `.lock-after-${ids[1]}`]
  const [first = '', ...others] = ids
  leaveLock(directory, { id: first, began: '1', pid: 2 ** 22 + 1 })
  const claim = JSON.parse(textOf(directory))
  for (const [index, id] of others.entries()) {
    fs.writeFileSync(join(directory, names[index + 1] ?? ''), JSON.stringify({ ...claim, id }))
  }
  fs.writeFileSync(join(directory, `.lock-after-${'dd'.repeat(12)}`), '')
  fs.writeFileSync(join(directory, `.lock-new-${'ee'.repeat(12)}`), JSON.stringify({ ...claim, id: 'ee'.repeat(12) }))
  assertFree(t, directory)
})

test('whoever took over but has not yet moved its claim has the directory', (t) => {
  const directory = makeDirectory()
  const id = 'aa'.repeat(12)
  leaveLock(directory, {})
  const alive = JSON.parse(textOf(directory))
  fs.writeFileSync(join(directory, `.lock-after-${id}`), JSON.stringify(alive))
  fs.writeFileSync(join(directory, '.lock'), JSON.stringify({ ...alive, id, began: '1', pid: 2 ** 22 + 1 }))
  t.throws(() => systemDisk.lock(directory), { instanceOf: LockedError, message: /found this process/ })
})

test('a release leaves alone what is not its own', (t) => {
  const directory = makeDirectory()
  const lock = systemDisk.lock(directory)
  fs.rmSync(join(directory, '.lock'))
  const next = systemDisk.lock(directory)
  lock.release()
  t.throws(() => systemDisk.lock(directory), { instanceOf: LockedError })
  next.release()
  assertFree(t, directory)
})
