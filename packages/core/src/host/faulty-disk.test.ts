/**
 * The disk that fails: without faults it is like any other one, and with them it fails as it was told.
 */
import test from 'ava'
import { diskContract } from './disk.contract.ts'
import { FaultyDisk, type FaultyDiskOptions } from './faulty-disk.ts'
import { ManualClock } from './manual-clock.ts'
import { MemoryDisk } from './memory-disk.ts'
import { SeededRandom } from './random.ts'

const makeDisk = (options: Partial<FaultyDiskOptions> & { seed?: number } = {}) => {
  const clock = new ManualClock()
  const { seed = 1, ...others } = options
  return new FaultyDisk(new MemoryDisk({ clock, crashable: true }), {
    random: new SeededRandom(seed),
    clock,
    ...others,
  })
}

diskContract(test, 'a faulty disk without faults', () => {
  const disk = makeDisk()
  disk.makeDirectory('/ground')
  return { disk, directory: '/ground' }
})

function attempt(run: () => unknown): string {
  try {
    return String(run())
  } catch (problem) {
    return problem instanceof Error && 'code' in problem ? String(problem.code) : String(problem)
  }
}

test('a scripted fault comes once, to the next call of its kind', async (t) => {
  const disk = makeDisk()
  disk.failNext('write', 'EIO')
  disk.failNext('write', 'ENOSPC')
  disk.failNext('sync', 'EIO')
  const file = disk.open('/f', { create: true })
  t.throws(() => file.write([Buffer.from('abc')], 0), {
    name: 'DiskError',
    code: 'EIO',
    message: /could not write \/f/,
  })
  t.throws(() => file.write([Buffer.from('abc')], 0), { code: 'ENOSPC' })
  file.write([Buffer.from('abc')], 0)
  await t.throwsAsync(file.sync(), { code: 'EIO' })
  await file.sync()
  t.is(file.size, 3)
})

test('each kind of call can be made to fail', async (t) => {
  const disk = makeDisk()
  const file = disk.open('/f', { create: true })
  const calls = {
    open: () => disk.open('/f', { create: true }),
    'look at': () => disk.facts('/f'),
    list: () => disk.list('/'),
    'make directory': () => disk.makeDirectory('/d'),
    rename: () => disk.rename('/f', '/g'),
    remove: () => disk.remove('/f'),
    lock: () => disk.lock('/'),
    read: () => file.read(Buffer.alloc(1), 0),
    truncate: () => file.truncate(0),
    close: () => file.close(),
  } as const
  for (const [action, call] of Object.entries(calls)) {
    disk.failNext(action as keyof typeof calls, 'EACCES')
    t.throws(call, { code: 'EACCES', message: new RegExp(`could not ${action}`) })
  }
  disk.failNext('sync directory', 'EIO')
  await t.throwsAsync(disk.syncDirectory('/'), { code: 'EIO' })
  t.deepEqual(disk.list('/'), ['f'])
})

test('a write that fails has written some first part, and not always the same', (t) => {
  const written = new Set<string>()
  for (let seed = 0; seed < 50; seed++) {
    const disk = makeDisk({ seed })
    const file = disk.open('/f', { create: true })
    disk.failNext('write', 'EIO')
    t.is(
      attempt(() => file.write([Buffer.from('ab'), Buffer.from('cd')], 0)),
      'EIO',
    )
    const content = Buffer.alloc(file.size)
    file.read(content, 0)
    written.add(content.toString())
  }
  t.deepEqual([...written].sort(), ['', 'a', 'ab', 'abc', 'abcd'])
})

test('a full disk takes what there is room for, and has room again when files go or shrink', (t) => {
  const disk = makeDisk()
  disk.freeBytes = 10
  const file = disk.open('/f', { create: true })
  file.write([Buffer.from('12345678')], 0)
  t.is(
    attempt(() => file.write([Buffer.from('abc'), Buffer.from('d')], 8)),
    'ENOSPC',
  )
  t.is(file.size, 10)
  file.write(
    [Buffer.from('overwritten')].map((word) => word.subarray(0, 10)),
    0,
  )
  t.is(
    attempt(() => file.truncate(11)),
    'ENOSPC',
  )
  file.truncate(4)
  t.is(disk.freeBytes, 6)
  disk.makeDirectory('/d')
  disk.open('/d/g', { create: true }).write([Buffer.from('123456')], 0)
  t.is(
    attempt(() => file.write([Buffer.from('x')], 4)),
    'ENOSPC',
  )
  disk.remove('/d')
  t.is(disk.freeBytes, 6)
  const replacing = disk.open('/h', { create: true })
  disk.rename('/h', '/f')
  t.is(disk.freeBytes, 10)
  t.is(
    attempt(() => replacing.write([Buffer.from('x')], 20)),
    'ENOSPC',
  )
  t.is(replacing.size, 0)
})

test('a short read gives fewer bytes than there are', (t) => {
  const disk = makeDisk({ likelihoods: { shortRead: 1 } })
  disk.open('/f', { create: true }).write([Buffer.alloc(1000, 1)], 0)
  const file = disk.open('/f', { create: false })
  t.true(file.read(Buffer.alloc(1000), 0) < 1000)
  disk.likelihoods = {}
  t.is(file.read(Buffer.alloc(1000), 0), 1000)
})

test('a slow sync takes its time on the clock, and goes on when the file is closed meanwhile', async (t) => {
  const clock = new ManualClock()
  const disk = makeDisk({ clock, likelihoods: { slowSync: 1 }, slowMs: 100 })
  const file = disk.open('/f', { create: true })
  let synced = 0
  const syncs = [file.sync(), disk.syncDirectory('/')].map((sync) => sync.then(() => synced++))
  file.close()
  t.throws(() => file.read(Buffer.alloc(1), 0), { code: 'ERR_ASSERTION' })
  t.is(clock.pendingTimers, 2)
  await Promise.resolve()
  t.is(synced, 0)
  clock.advance(100)
  await Promise.all(syncs)
  t.is(synced, 2)
})

test('a sync that the crash came before has made nothing durable', async (t) => {
  const clock = new ManualClock()
  const memory = new MemoryDisk({ clock, crashable: true })
  const disk = new FaultyDisk(memory, { random: new SeededRandom(1), clock, likelihoods: { slowSync: 1 } })
  const file = disk.open('/f', { create: true })
  const sync = file.sync()
  memory.kill()
  clock.advance(1000)
  await t.throwsAsync(sync, { name: 'DiskError', code: 'EIO' })
})

/** A story of many calls, as what each of them gave. */
function story(seed: number): string[] {
  const failure = { open: 0.1, read: 0.2, write: 0.3, rename: 0.5, 'look at': 0.1 }
  const disk = makeDisk({ seed, likelihoods: { failure, shortRead: 0.3 } })
  disk.freeBytes = 5000
  const results: string[] = []
  for (let index = 0; index < 100; index++) {
    results.push(
      attempt(() => disk.open(`/f${index % 3}`, { create: true }).write([Buffer.alloc(200)], index * 100)),
      attempt(() => disk.open(`/f${index % 3}`, { create: false }).read(Buffer.alloc(500), 0)),
      attempt(() => disk.rename(`/f${index % 3}`, '/g')),
      attempt(() => disk.facts('/g')?.size),
    )
  }
  return results
}

test('the same seed and the same calls meet the same faults', (t) => {
  t.deepEqual(story(3), story(3))
  t.notDeepEqual(story(3), story(4))
  for (const code of ['EIO', 'ENOSPC', 'ENOENT']) t.true(story(3).includes(code), code)
})

test('a disk that is filled says how much room is left', (t) => {
  const disk = makeDisk()
  t.is(disk.space('/').usableBytes, -1)
  disk.freeBytes = 10
  const file = disk.open('/f', { create: true })
  file.write([Buffer.from('abc')], 0)
  t.is(disk.space('/').usableBytes, 7)
})

test('a test may refuse calls one by one, and is told which files are open', (t) => {
  const disk = makeDisk()
  const asked: string[] = []
  disk.refuse = (action, path) => {
    asked.push(`${action} ${path}`)
    return asked.length === 3 ? 'ENOSPC' : undefined
  }
  const file = disk.open('/f', { create: true })
  t.is(disk.openFiles, 1)
  file.write([Buffer.from('abc')], 0)
  t.throws(() => disk.rename('/f', '/g'), { name: 'DiskError', code: 'ENOSPC' })
  file.close()
  t.is(disk.openFiles, 0)
  t.deepEqual(asked, ['open /f', 'write /f', 'rename /f', 'close /f'])
})
