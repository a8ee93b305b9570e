import test from 'ava'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { SegmentFiles } from './segment-files.ts'

const DIRECTORY = '/data/orders-3'
const MEBIBYTE = 1024 * 1024

function make(): { disk: MemoryDisk; files: SegmentFiles } {
  const disk = new MemoryDisk()
  disk.makeDirectory(DIRECTORY)
  return { disk, files: new SegmentFiles({ disk, directory: DIRECTORY, baseOffset: 42 }) }
}

test('a file that is not there loads as nothing, an empty one as no bytes', (t) => {
  const { files } = make()
  t.false(files.exists('index'))
  t.is(files.load('index'), null)
  files.save('index', Buffer.alloc(0))
  t.true(files.exists('index'))
  t.is(files.load('index')?.length, 0)
})

test('saved bytes replace longer ones', (t) => {
  const { disk, files } = make()
  files.save('timeindex', Buffer.from('a long text'))
  files.save('timeindex', Buffer.from('short'))
  t.is(files.load('timeindex')?.toString(), 'short')
  t.deepEqual(disk.list(DIRECTORY), ['00000000000000000042.timeindex'])
})

test('a state is given to all files that are there, and to those that come later', (t) => {
  const { disk, files } = make()
  files.save('log', Buffer.from('records'))
  files.changeState('deleted')
  files.save('index', Buffer.from('entries'))
  t.deepEqual(disk.list(DIRECTORY), ['00000000000000000042.index.deleted', '00000000000000000042.log.deleted'])
  t.is(files.load('log')?.toString(), 'records')
  files.changeState(null)
  t.deepEqual(disk.list(DIRECTORY), ['00000000000000000042.index', '00000000000000000042.log'])
})

test('a state is given to some kinds of files only', (t) => {
  const { disk, files } = make()
  files.save('log', Buffer.from('records'))
  files.save('index', Buffer.from('entries'))
  files.changeState('swap', ['log'])
  t.deepEqual(disk.list(DIRECTORY), ['00000000000000000042.index', '00000000000000000042.log.swap'])
  t.is(files.load('index')?.toString(), 'entries')
  files.remove()
  t.deepEqual(disk.list(DIRECTORY), [])
})

test('a large file is shortened by four mebibytes a step, a small one not at all', (t) => {
  const { files } = make()
  t.is([...files.shorten()].length, 0)
  files.save('log', Buffer.alloc(4 * MEBIBYTE))
  t.is([...files.shorten()].length, 0)
  files.save('log', Buffer.alloc(9 * MEBIBYTE))
  const sizes: (number | undefined)[] = []
  for (const _ of files.shorten()) sizes.push(files.disk.facts(files.path('log'))?.size)
  t.deepEqual(sizes, [5 * MEBIBYTE, MEBIBYTE])
})
