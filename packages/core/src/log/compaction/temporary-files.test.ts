import test from 'ava'
import { MemoryDisk } from '../../host/memory-disk.ts'
import { BatchBuilder } from '../../records/builder.ts'
import { parseSegmentFileName } from '../file-names.ts'
import { finishInterrupted } from './temporary-files.ts'

const DIRECTORY = '/data/orders-3'

/** Bytes of a batch with one record, at an offset. */
function batch(offset: number, value: string): Buffer {
  const builder = new BatchBuilder({ baseOffset: offset })
  builder.tryAppendPair('key', value, 0)
  return builder.build()
}

function directory(files: Readonly<Record<string, Buffer | string>>): MemoryDisk {
  const disk = new MemoryDisk()
  disk.makeDirectory(DIRECTORY)
  for (const [name, content] of Object.entries(files)) {
    disk.open(`${DIRECTORY}/${fullName(name)}`, { create: true }).write([Buffer.from(content)], 0)
  }
  return disk
}

const fullName = (name: string) =>
  /^\d/.test(name) ? name.replace(/^\d+/, (digits) => digits.padStart(20, '0')) : name

/** Names as `100.log`, each with its content, where that is short. */
function contents(disk: MemoryDisk): string[] {
  return disk.list(DIRECTORY).map((name) => {
    const file = disk.open(`${DIRECTORY}/${name}`, { create: false })
    const content = Buffer.alloc(file.size)
    file.read(content, 0)
    const parsed = parseSegmentFileName(name)
    const short = parsed === null ? name : name.replace(/^\d+/, String(parsed.offset))
    return content.length > 20 ? short : `${short}=${content}`
  })
}

test('a directory without temporary files stays as it is', async (t) => {
  const disk = directory({ '0.log': 'log', '0.index': '', 'partition.metadata': 'id' })
  await finishInterrupted(disk, DIRECTORY)
  t.deepEqual(contents(disk), ['0.index=', '0.log=log', 'partition.metadata=id'])
})

test('deleted files are removed', async (t) => {
  const disk = directory({ '0.log.deleted': '', '0.txnindex.deleted': '', '5.snapshot.deleted': '', '100.log': 'log' })
  await finishInterrupted(disk, DIRECTORY)
  t.deepEqual(contents(disk), ['100.log=log'])
})

test('a new segment that was not yet renamed as a whole is undone', async (t) => {
  for (const begun of ['0.log.cleaned', '0.index.cleaned']) {
    const disk = directory({ '0.log': 'old', '100.log': 'old', '0.timeindex.swap': '', '0.log.swap': '', [begun]: '' })
    await finishInterrupted(disk, DIRECTORY)
    t.deepEqual(contents(disk), ['0.log=old', '100.log=old'])
  }
})

test('a new segment that was renamed as a whole takes the place of all that it covers', async (t) => {
  const disk = directory({
    '0.log.swap': Buffer.concat([batch(3, 'a'), batch(150, 'b')]),
    '0.index.swap': 'new',
    '0.log': 'old',
    '0.index': 'old',
    '0.txnindex': 'old',
    '100.log': 'old',
    '100.index': 'old',
    '100.snapshot': 'state',
    '151.log': 'later',
  })
  await finishInterrupted(disk, DIRECTORY)
  t.deepEqual(contents(disk), ['0.index=new', '0.log', '100.snapshot=state', '151.log=later'])
})

test('indexes follow records that have their name already', async (t) => {
  const disk = directory({ '0.log': 'new', '0.index.swap': 'new', '0.timeindex': 'new', '100.log': 'later' })
  await finishInterrupted(disk, DIRECTORY)
  t.deepEqual(contents(disk), ['0.index=new', '0.log=new', '0.timeindex=new', '100.log=later'])
})

test('a new segment without a batch takes the place of its own base', async (t) => {
  const disk = directory({ '0.log.swap': '', '0.log': 'old', '7.log': 'later' })
  await finishInterrupted(disk, DIRECTORY)
  t.deepEqual(contents(disk), ['0.log=', '7.log=later'])
})

test('a swap counts although a later segment had been begun', async (t) => {
  const disk = directory({ '0.log.swap': batch(3, 'a'), '0.log': 'old', '100.log': 'old', '100.log.cleaned': '' })
  await finishInterrupted(disk, DIRECTORY)
  t.deepEqual(contents(disk), ['0.log', '100.log=old'])
})

test('a segment that Kafka was splitting is replaced by both parts, or stays', async (t) => {
  const parts = { '0.log': 'old', '50.log.swap': batch(60, 'b') }
  const half = directory({ ...parts, '0.log.cleaned': batch(3, 'a') })
  await finishInterrupted(half, DIRECTORY)
  t.deepEqual(contents(half), ['0.log=old'])
  const whole = directory({ ...parts, '0.log.swap': batch(3, 'a') })
  await finishInterrupted(whole, DIRECTORY)
  t.deepEqual(contents(whole), ['0.log', '50.log'])
})
