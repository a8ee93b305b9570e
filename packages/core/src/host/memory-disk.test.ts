/**
 * The disk in memory: the contract, and what is left after its process was killed or its machine lost power.
 */
import test from 'ava'
import { diskContract } from './disk.contract.ts'
import { DiskError, LockedError } from './disk.ts'
import { ManualClock } from './manual-clock.ts'
import { MemoryDisk } from './memory-disk.ts'
import { SeededRandom } from './random.ts'

const makeGround = (disk: MemoryDisk) => {
  disk.makeDirectory('/ground')
  return { disk, directory: '/ground' }
}

diskContract(test, 'a disk in memory', () => makeGround(new MemoryDisk()))
diskContract(test, 'a disk in memory that can crash', () => makeGround(new MemoryDisk({ crashable: true })))

const seeds = Array.from({ length: 200 }, (_, seed) => seed)

function put(disk: MemoryDisk, path: string, content: string | Buffer) {
  const file = disk.open(path, { create: true })
  file.write([Buffer.from(content)], 0)
  return file
}

function contentOf(disk: MemoryDisk, path: string): string | undefined {
  if (disk.facts(path) === undefined) return undefined
  const file = disk.open(path, { create: false })
  const content = Buffer.alloc(file.size)
  file.read(content, 0)
  return content.toString('latin1')
}

/** What is found after each of many crashes of the same story, each once. */
async function outcomes<Found>(story: (disk: MemoryDisk) => Promise<void>, find: (disk: MemoryDisk) => Found) {
  const found = new Set<string>()
  for (const seed of seeds) {
    const disk = new MemoryDisk({ crashable: true, clock: new ManualClock() })
    await story(disk)
    found.add(JSON.stringify(find(disk.crash(new SeededRandom(seed)))) ?? 'nothing')
  }
  return [...found].sort()
}

test('a file is dated by the disk’s clock', (t) => {
  const clock = new ManualClock(5000)
  const disk = new MemoryDisk({ clock })
  const file = put(disk, '/f', 'a')
  clock.advance(1000)
  t.is(disk.facts('/f')?.modifiedMs, 5000)
  file.truncate(0)
  t.is(disk.facts('/f')?.modifiedMs, 6000)
})

test('a killed process leaves everything that it wrote, and nothing open or locked', async (t) => {
  const disk = new MemoryDisk()
  const file = put(disk, '/f', 'abc')
  const lock = disk.lock('/')
  const next = disk.kill()
  t.throws(() => file.write([Buffer.from('late')], 0), { instanceOf: DiskError, code: 'EIO' })
  t.throws(() => disk.open('/f', { create: false }), { instanceOf: DiskError, code: 'EIO' })
  await t.throwsAsync(file.sync(), { instanceOf: DiskError, code: 'EIO' })
  t.is(contentOf(next, '/f'), 'abc')
  const nextLock = next.lock('/')
  lock.release()
  t.throws(() => next.lock('/'), { instanceOf: LockedError })
  nextLock.release()
})

test('a disk that was not made to crash cannot', (t) => {
  t.throws(() => new MemoryDisk().crash(new SeededRandom(1)), { code: 'ERR_ASSERTION', message: /made crashable/ })
})

test('what was synced survives every crash, also a second one', async (t) => {
  for (const seed of seeds) {
    const random = new SeededRandom(seed)
    const disk = new MemoryDisk({ crashable: true })
    disk.makeDirectory('/d')
    const file = put(disk, '/d/f', 'abcdef')
    await file.sync()
    await disk.syncDirectory('/d')
    await disk.syncDirectory('/')
    file.write([Buffer.from('ghi')], 6)
    const next = disk.crash(random).crash(random).kill()
    t.is(contentOf(next, '/d/f')?.slice(0, 6), 'abcdef')
  }
})

test('a process that is killed does not make its writes durable', async (t) => {
  const story = async (disk: MemoryDisk) => {
    const file = put(disk, '/f', 'a')
    await disk.syncDirectory('/')
    await file.sync()
    file.write([Buffer.from('b')], 1)
  }
  const found = await outcomes(story, (disk) => contentOf(disk, '/f'))
  t.deepEqual(found, ['"a"', '"ab"'])
  const afterKill = new Set<string | undefined>()
  for (const seed of seeds) {
    const disk = new MemoryDisk({ crashable: true })
    await story(disk)
    afterKill.add(contentOf(disk.kill().crash(new SeededRandom(seed)), '/f'))
  }
  t.deepEqual([...afterKill].sort(), ['a', 'ab'])
})

test('writes that were not synced are kept or lost, each by itself', async (t) => {
  const story = async (disk: MemoryDisk) => {
    const file = put(disk, '/f', '..')
    await file.sync()
    await disk.syncDirectory('/')
    file.write([Buffer.from('a')], 0)
    file.write([Buffer.from('b')], 1)
    file.write([Buffer.from('c')], 3)
  }
  const found = await outcomes(story, (disk) => contentOf(disk, '/f'))
  const expected = ['..', '..\0c', '.b', '.b\0c', 'a.', 'a.\0c', 'ab', 'ab\0c']
  t.deepEqual(
    found.map((content) => JSON.parse(content)),
    expected,
  )
})

test('a torn write ends between sectors, or lacks pages', async (t) => {
  const size = 3 * 4096
  const story = async (disk: MemoryDisk) => {
    const file = put(disk, '/f', '')
    await disk.syncDirectory('/')
    file.write([Buffer.alloc(100, 1), Buffer.alloc(size - 100, 1)], 100)
  }
  const shapes = await outcomes(story, (disk) => shapeOf(contentOf(disk, '/f') ?? ''))
  const borders = new Set(shapes.flatMap((shape) => JSON.parse(shape) as number[]))
  borders.delete(100 + size)
  t.true([...borders].every((border) => border === 100 || border % 512 === 0))
  t.true([...borders].some((border) => border % 4096 !== 0 && border > 4096))
  t.true(shapes.includes('[0]') || shapes.includes('[]'))
  t.true(shapes.includes(`[100,${100 + size}]`))
  t.true(shapes.some((shape) => (JSON.parse(shape) as number[]).length > 2))
})

/** The places where written bytes and zeros meet. */
function shapeOf(content: string): number[] {
  const places: number[] = []
  for (let index = 0; index <= content.length; index++) {
    if ((content[index] === '\x01') !== (content[index - 1] === '\x01')) places.push(index)
  }
  return places
}

test('a truncation that was not synced may not have happened', async (t) => {
  const story = async (disk: MemoryDisk) => {
    const file = put(disk, '/f', 'abcdef')
    await file.sync()
    await disk.syncDirectory('/')
    file.truncate(2)
  }
  t.deepEqual(await outcomes(story, (disk) => contentOf(disk, '/f')), ['"ab"', '"abcdef"'])
})

test('a file whose name was not synced may be gone, though its bytes were', async (t) => {
  const story = async (disk: MemoryDisk) => {
    await put(disk, '/f', 'abc').sync()
  }
  t.deepEqual(await outcomes(story, (disk) => contentOf(disk, '/f')), ['"abc"', 'nothing'])
})

test('a file in a directory whose own name was not synced may be gone', async (t) => {
  const story = async (disk: MemoryDisk) => {
    disk.makeDirectory('/d')
    await put(disk, '/d/f', 'abc').sync()
    await disk.syncDirectory('/d')
  }
  t.deepEqual(await outcomes(story, (disk) => contentOf(disk, '/d/f')), ['"abc"', 'nothing'])
})

test('a renamed file has one of its names, and the file that it replaces is there until then', async (t) => {
  const story = async (disk: MemoryDisk) => {
    await put(disk, '/f', 'former').sync()
    await put(disk, '/f.new', 'new').sync()
    await disk.syncDirectory('/')
    disk.rename('/f.new', '/f')
  }
  const found = await outcomes(story, (disk) => [contentOf(disk, '/f'), contentOf(disk, '/f.new')])
  t.deepEqual(found, ['["former","new"]', '["new",null]'])
})

test('a file that replaces another without a sync may be empty', async (t) => {
  const story = async (disk: MemoryDisk) => {
    put(disk, '/f.new', 'new')
    disk.rename('/f.new', '/f')
    await disk.syncDirectory('/')
  }
  t.deepEqual(await outcomes(story, (disk) => contentOf(disk, '/f')), ['""', '"new"'])
})

test('a removed file may be back', async (t) => {
  const story = async (disk: MemoryDisk) => {
    disk.makeDirectory('/d')
    for (const name of ['a', 'b']) await put(disk, `/d/${name}`, name).sync()
    await disk.syncDirectory('/d')
    await disk.syncDirectory('/')
    disk.remove('/d')
  }
  const found = await outcomes(story, (disk) => disk.facts('/d') && disk.list('/d'))
  t.deepEqual(found, ['["a","b"]', '["a"]', '["b"]', '[]', 'nothing'])
})

test('a durable file does not get lost with a directory that was not', async (t) => {
  const story = async (disk: MemoryDisk) => {
    await put(disk, '/f', 'abc').sync()
    await disk.syncDirectory('/')
    disk.makeDirectory('/d')
    disk.rename('/f', '/d/f')
  }
  const find = (disk: MemoryDisk) => [contentOf(disk, '/f'), contentOf(disk, '/d/f')]
  t.deepEqual(await outcomes(story, find), ['["abc",null]', '[null,"abc"]'])
  const synced = async (disk: MemoryDisk) => {
    await story(disk)
    await disk.syncDirectory('/d')
  }
  t.deepEqual(await outcomes(synced, find), ['[null,"abc"]'])
})

test('the same seed leaves the same', async (t) => {
  const leftAfter = async (seed: number) => {
    const disk = new MemoryDisk({ crashable: true, clock: new ManualClock() })
    for (let index = 0; index < 20; index++) put(disk, `/f${index}`, Buffer.alloc(9000, index))
    const next = disk.crash(new SeededRandom(seed))
    return next.list('/').map((name) => [name, contentOf(next, `/${name}`)])
  }
  t.deepEqual(await leftAfter(7), await leftAfter(7))
  t.notDeepEqual(await leftAfter(7), await leftAfter(8))
})
