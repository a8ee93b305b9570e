/**
 * The part of the disks' contract that is about what is in files, and how they are opened and closed.
 */
import { type Checks, contentOf, put, text } from './disk-ground.contract.ts'

export const bytes: Checks = {
  'chunks are written one behind the other'(t, { disk, at }) {
    const file = disk.open(at('f'), { create: true })
    file.write(text('ab', '', 'cde', 'f'), 0)
    t.is(file.size, 6)
    file.write(text('gh'), 6)
    t.is(contentOf(disk, at('f')), 'abcdefgh')
  },

  'more chunks than the system takes at once are written'(t, { disk, at }) {
    const file = disk.open(at('f'), { create: true })
    const chunks = Array.from({ length: 5000 }, (_, index) => Buffer.from([index & 0xff]))
    file.write(chunks, 3)
    t.is(contentOf(disk, at('f')), `\0\0\0${Buffer.concat(chunks).toString('latin1')}`)
  },

  'megabytes come back as they were written'(t, { disk, at }) {
    const file = disk.open(at('f'), { create: true })
    const content = Buffer.from(Uint32Array.from({ length: 800_000 }, (_, index) => index * 2654435761).buffer)
    file.write([content.subarray(0, 100), content.subarray(100, 1_500_000), content.subarray(1_500_000)], 0)
    const found = Buffer.alloc(content.length)
    t.is(file.read(found, 0), content.length)
    t.true(found.equals(content))
    const middle = Buffer.alloc(600_000)
    file.read(middle, 777_777)
    t.true(middle.equals(content.subarray(777_777, 1_377_777)))
  },

  'a read gives fewer bytes only at the end'(t, { disk, at }) {
    put(disk, at('f'), 'abcdef')
    const file = disk.open(at('f'), { create: false })
    const target = Buffer.from('........')
    t.is(file.read(target, 4), 2)
    t.is(target.toString(), 'ef......')
    t.is(file.read(target, 6), 0)
    t.is(file.read(target, 1_000_000), 0)
    t.is(file.read(Buffer.alloc(0), 0), 0)
  },

  'a gap before a write is zeros'(t, { disk, at }) {
    const file = disk.open(at('f'), { create: true })
    file.write(text('a'), 0)
    file.write(text('z'), 5)
    t.is(contentOf(disk, at('f')), 'a\0\0\0\0z')
    file.write(text('y'), 300_000)
    t.is(file.size, 300_001)
    const target = Buffer.alloc(299_994, 1)
    t.is(file.read(target, 6), 299_994)
    t.true(target.every((byte) => byte === 0))
  },

  'a write over others replaces what it covers'(t, { disk, at }) {
    const file = disk.open(at('f'), { create: true })
    file.write(text('abcdef'), 0)
    file.write(text('XY', 'Z'), 2)
    t.is(contentOf(disk, at('f')), 'abXYZf')
    file.write(text('..'), 5)
    t.is(contentOf(disk, at('f')), 'abXYZ..')
  },

  'a write of nothing changes nothing'(t, { disk, at }) {
    const file = disk.open(at('f'), { create: true })
    file.write([], 10)
    file.write(text('', ''), 10)
    t.is(file.size, 0)
    t.is(disk.facts(at('f'))?.size, 0)
  },

  'what was written does not follow its buffer'(t, { disk, at }) {
    const chunk = Buffer.from('abc')
    const file = disk.open(at('f'), { create: true })
    file.write([chunk], 0)
    chunk.fill('x')
    t.is(contentOf(disk, at('f')), 'abc')
  },

  'a truncated file is cut off, and zeros where it grows'(t, { disk, at }) {
    const file = disk.open(at('f'), { create: true })
    file.write(text('abcdef'), 0)
    file.truncate(2)
    t.is(file.size, 2)
    t.is(contentOf(disk, at('f')), 'ab')
    file.truncate(4)
    t.is(contentOf(disk, at('f')), 'ab\0\0')
    file.write(text('z'), 5)
    t.is(contentOf(disk, at('f')), 'ab\0\0\0z')
    file.truncate(0)
    t.is(disk.facts(at('f'))?.size, 0)
  },
}

export const openings: Checks = {
  async 'a file that is opened again holds what was written'(t, { disk, at }) {
    const first = disk.open(at('f'), { create: true })
    first.write(text('abc'), 0)
    await first.sync()
    first.close()
    const second = disk.open(at('f'), { create: true })
    t.is(second.size, 3)
    t.is(second.path, at('f'))
    t.is(contentOf(disk, at('f')), 'abc')
  },

  'a closed file may be closed again, and not be used'(t, { disk, at }) {
    const file = disk.open(at('f'), { create: true })
    file.close()
    file.close()
    t.throws(() => file.read(Buffer.alloc(1), 0), { code: 'ERR_ASSERTION', message: /f is closed/ })
    t.throws(() => file.write(text('a'), 0), { code: 'ERR_ASSERTION' })
    t.throws(() => file.truncate(0), { code: 'ERR_ASSERTION' })
  },

  async 'a closed file cannot be synced, and one that is closed during a sync is'(t, { disk, at }) {
    const file = disk.open(at('f'), { create: true })
    file.write(text('abc'), 0)
    const syncs = [file.sync(), file.sync()]
    file.close()
    await Promise.all(syncs)
    await t.throwsAsync(file.sync(), { code: 'ERR_ASSERTION' })
  },

  'a position that is none is a bug'(t, { disk, at }) {
    const file = disk.open(at('f'), { create: true })
    for (const position of [-1, 0.5, Number.NaN]) {
      t.throws(() => file.read(Buffer.alloc(1), position), { code: 'ERR_ASSERTION' })
      t.throws(() => file.write(text('a'), position), { code: 'ERR_ASSERTION' })
      t.throws(() => file.truncate(position), { code: 'ERR_ASSERTION' })
    }
  },

  'an open file lives on under its new name, and without one'(t, { disk, at }) {
    const file = disk.open(at('f'), { create: true })
    file.write(text('abc'), 0)
    disk.rename(at('f'), at('g'))
    file.write(text('d'), 3)
    t.is(contentOf(disk, at('g')), 'abcd')
    disk.remove(at('g'))
    file.write(text('e'), 4)
    const target = Buffer.alloc(5)
    file.read(target, 0)
    t.is(target.toString(), 'abcde')
    t.is(disk.facts(at('g')), undefined)
  },
}
