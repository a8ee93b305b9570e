/**
 * The machine's own disk, in a temporary directory: the contract, and what only a real disk can show.
 */
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { diskContract } from './disk.contract.ts'
import { systemDisk } from './node-disk.ts'

const temporary = fs.mkdtempSync(join(tmpdir(), 'millrace-disk-'))
test.after.always(() => fs.rmSync(temporary, { recursive: true, force: true }))
const makeGround = () => ({ disk: systemDisk, directory: fs.mkdtempSync(join(temporary, 'ground-')) })

diskContract(test, 'the machine’s disk', makeGround)

test('what was written is there for whoever reads the file without us', (t) => {
  const { disk, directory } = makeGround()
  const file = disk.open(join(directory, 'f'), { create: true })
  file.write([Buffer.from('abc'), Buffer.from('def')], 2)
  t.is(fs.readFileSync(join(directory, 'f'), 'latin1'), '\0\0abcdef')
  file.close()
})

test('the machine’s disk knows its size', (t) => {
  const { disk, directory } = makeGround()
  t.true(disk.space(directory).totalBytes > 0)
})

test('a directory is one and the same by whatever way it is reached', (t) => {
  const { disk, directory } = makeGround()
  disk.makeDirectory(join(directory, 'data'))
  fs.symlinkSync(join(directory, 'data'), join(directory, 'link'))
  const lock = disk.lock(join(directory, 'data'))
  t.throws(() => disk.lock(join(directory, 'link')), { name: 'LockedError' })
  lock.release()
})

test('a file is not handed to others while a sync of it is under way', async (t) => {
  const { disk, directory } = makeGround()
  const first = disk.open(join(directory, 'first'), { create: true })
  first.write([Buffer.alloc(1_000_000)], 0)
  const synced = first.sync()
  first.close()
  const openFiles = fs.existsSync('/proc/self/fd') ? fs.readdirSync('/proc/self/fd').map(targetOf) : [first.path]
  t.true(openFiles.includes(first.path))
  await synced
  if (fs.existsSync('/proc/self/fd')) t.false(fs.readdirSync('/proc/self/fd').map(targetOf).includes(first.path))
})

test('a system that takes and gives only a few bytes at once is asked again', (t) => {
  const { disk, directory } = makeGround()
  const file = disk.open(join(directory, 'f'), { create: true })
  const { readSync, writeSync, writevSync } = fs
  const target = Buffer.alloc(12)
  try {
    fs.writeSync = ((descriptor: number, bytes: Uint8Array, ...[offset = 0, length = 0, position]: number[]) =>
      writeSync(descriptor, bytes, offset, Math.min(length, 2), position)) as typeof writeSync
    fs.writevSync = ((descriptor: number, chunks: Uint8Array[], position: number) =>
      writevSync(descriptor, [Buffer.concat(chunks).subarray(0, 4)], position)) as typeof writevSync
    fs.readSync = ((descriptor: number, bytes: Uint8Array, ...[offset = 0, length = 0, position = 0]: number[]) =>
      readSync(descriptor, bytes, offset, Math.min(length, 5), position)) as typeof readSync
    file.write([Buffer.from('abc'), Buffer.from('def'), Buffer.from('ghijk')], 1)
    t.is(file.read(target, 0), 12)
  } finally {
    Object.assign(fs, { readSync, writeSync, writevSync })
  }
  t.is(target.toString('latin1'), '\0abcdefghijk')
  t.is(file.size, 12)
})

test('a write that fails midway has grown the file by what was written', (t) => {
  const { disk, directory } = makeGround()
  const file = disk.open(join(directory, 'f'), { create: true })
  const { writeSync } = fs
  let calls = 0
  try {
    fs.writeSync = ((descriptor: number, bytes: Uint8Array, ...[offset, , position]: number[]) => {
      if (++calls === 2) throw Object.assign(new Error('EIO'), { code: 'EIO' })
      return writeSync(descriptor, bytes, offset, 3, position)
    }) as typeof writeSync
    t.throws(() => file.write([Buffer.from('abcdef')], 0), { name: 'DiskError', code: 'EIO' })
  } finally {
    fs.writeSync = writeSync
  }
  t.is(file.size, 3)
  file.close()
})

const withFullDevice = fs.existsSync('/dev/full') ? test : test.skip
withFullDevice('a full disk is told as such', (t) => {
  const file = systemDisk.open('/dev/full', { create: false })
  const problem = t.throws(() => file.write([Buffer.from('a'), Buffer.from('b')], 0), {
    name: 'DiskError',
    code: 'ENOSPC',
  })
  t.is(problem?.message, 'could not write /dev/full: no space left on device (ENOSPC)')
  file.close()
})

/** What an open file's number stands for; those that were closed meanwhile stand for nothing. */
function targetOf(descriptor: string): string {
  try {
    return fs.readlinkSync(`/proc/self/fd/${descriptor}`)
  } catch {
    return ''
  }
}
