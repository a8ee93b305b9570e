/**
 * The part of the disks' contract that is about names: directories, what is refused, and locks.
 */
import { DiskError, LockedError } from './disk.ts'
import { type Checks, contentOf, put } from './disk-ground.contract.ts'

export const names: Checks = {
  'facts tell files from directories, and are nothing where nothing is'(t, { disk, at, directory }) {
    put(disk, at('f'), 'abc')
    const facts = disk.facts(at('f'))
    t.is(facts?.size, 3)
    t.is(facts?.isDirectory, false)
    t.true(Number.isInteger(facts?.modifiedMs) && Number(facts?.modifiedMs) > 0)
    t.is(disk.facts(directory)?.isDirectory, true)
    t.is(disk.facts(at('none')), undefined)
    t.is(disk.facts(at('none/below')), undefined)
    t.is(disk.facts(at('f/below')), undefined)
  },

  'the space where a file or directory lies is told in whole bytes, or as -1'(t, { disk, at, directory }) {
    put(disk, at('f'), 'abc')
    for (const path of [directory, at('f')]) {
      const { totalBytes, usableBytes } = disk.space(path)
      t.true(Number.isSafeInteger(totalBytes) && Number.isSafeInteger(usableBytes))
      t.true(totalBytes === -1 ? usableBytes === -1 : usableBytes >= 0 && usableBytes <= totalBytes)
    }
  },

  'names are listed in order'(t, { disk, at, directory }) {
    t.deepEqual(disk.list(directory), [])
    for (const name of ['b', 'a', 'C', 'ä', '00000000000000000010.log']) put(disk, at(name), '')
    disk.makeDirectory(at('aa'))
    t.deepEqual(disk.list(directory), ['00000000000000000010.log', 'C', 'a', 'aa', 'b', 'ä'])
  },

  'directories are made with those above them, and may be there already'(t, { disk, at }) {
    disk.makeDirectory(at('a/b/c'))
    disk.makeDirectory(at('a/b'))
    put(disk, at('a/b/f'), 'x')
    t.deepEqual(disk.list(at('a')), ['b'])
    t.deepEqual(disk.list(at('a/b/')), ['c', 'f'])
  },

  'a renamed file replaces one of that name'(t, { disk, at, directory }) {
    put(disk, at('f'), 'new')
    put(disk, at('g'), 'former')
    disk.rename(at('f'), at('g'))
    t.deepEqual(disk.list(directory), ['g'])
    t.is(contentOf(disk, at('g')), 'new')
    disk.rename(at('g'), at('g'))
    t.is(contentOf(disk, at('g')), 'new')
  },

  'a renamed directory takes along what is in it'(t, { disk, at, directory }) {
    disk.makeDirectory(at('a/b'))
    disk.makeDirectory(at('empty'))
    put(disk, at('a/b/f'), 'x')
    disk.rename(at('a'), at('empty'))
    t.deepEqual(disk.list(directory), ['empty'])
    t.is(contentOf(disk, at('empty/b/f')), 'x')
    disk.rename(at('empty/b'), at('b'))
    t.deepEqual(disk.list(directory), ['b', 'empty'])
  },

  'a removed directory takes along what is in it, and nothing happens where nothing is'(t, { disk, at, directory }) {
    disk.makeDirectory(at('a/b'))
    put(disk, at('a/b/f'), 'x')
    put(disk, at('f'), 'x')
    disk.remove(at('a'))
    disk.remove(at('a'))
    disk.remove(at('none/below'))
    disk.remove(at('f/below'))
    t.deepEqual(disk.list(directory), ['f'])
    disk.remove(at('f'))
    t.deepEqual(disk.list(directory), [])
  },

  async 'a directory can be synced'(t, { disk, at, directory }) {
    put(disk, at('f'), 'x')
    await disk.syncDirectory(directory)
    t.deepEqual(disk.list(directory), ['f'])
  },
}

export const refusals: Checks = {
  'what is refused has the code that the operating system gives'(t, { disk, at }) {
    const create = true
    put(disk, at('f'), 'x')
    disk.makeDirectory(at('d/e'))
    disk.makeDirectory(at('empty'))
    const calls: [call: () => unknown, code: string][] = [
      [() => disk.open(at('none'), { create: false }), 'ENOENT'],
      [() => disk.open(at('none/g'), { create }), 'ENOENT'],
      [() => disk.open(at('f/g'), { create }), 'ENOTDIR'],
      [() => disk.open(at('d'), { create }), 'EISDIR'],
      [() => disk.open(at('d'), { create: false }), 'EISDIR'],
      [() => disk.space(at('none')), 'ENOENT'],
      [() => disk.list(at('none')), 'ENOENT'],
      [() => disk.list(at('f')), 'ENOTDIR'],
      [() => disk.makeDirectory(at('f')), 'EEXIST'],
      [() => disk.makeDirectory(at('f/g/h')), 'ENOTDIR'],
      [() => disk.rename(at('none'), at('g')), 'ENOENT'],
      [() => disk.rename(at('f'), at('none/g')), 'ENOENT'],
      [() => disk.rename(at('f'), at('d')), 'EISDIR'],
      [() => disk.rename(at('d'), at('f')), 'ENOTDIR'],
      [() => disk.rename(at('empty'), at('d')), 'ENOTEMPTY'],
      [() => disk.rename(at('d'), at('d/e/g')), 'EINVAL'],
      [() => disk.lock(at('none')), 'ENOENT'],
      [() => disk.lock(at('f')), 'ENOTDIR'],
    ]
    for (const [call, code] of calls) t.throws(call, { instanceOf: DiskError, code }, String(call))
  },

  async 'a refusal names what was asked, of what, and why'(t, { disk, at }) {
    const path = at('none')
    const problem = t.throws(() => disk.open(path, { create: false }), { instanceOf: DiskError })
    t.is(problem?.message, `could not open ${path}: no such file or directory (ENOENT)`)
    t.like(problem, { action: 'open', path, code: 'ENOENT' })
    put(disk, at('f'), 'x')
    await t.throwsAsync(disk.syncDirectory(at('f')), { instanceOf: DiskError, code: 'ENOTDIR' })
    await t.throwsAsync(disk.syncDirectory(path), { instanceOf: DiskError, code: 'ENOENT', message: /sync directory/ })
  },
}

export const locks: Checks = {
  'a locked directory has one owner until it is released'(t, { disk, at }) {
    disk.makeDirectory(at('data'))
    const lock = disk.lock(at('data'))
    const problem = t.throws(() => disk.lock(at('data')), {
      instanceOf: LockedError,
      message: /is in use: .* this process/,
    })
    t.is(problem?.directory, at('data'))
    t.throws(() => disk.lock(at('data/../data/')), { instanceOf: LockedError })
    lock.release()
    disk.lock(at('data')).release()
  },

  'a lock that was released cannot release the next one'(t, { disk, directory }) {
    const first = disk.lock(directory)
    first.release()
    const second = disk.lock(directory)
    first.release()
    t.throws(() => disk.lock(directory), { instanceOf: LockedError })
    second.release()
  },

  'a lock is seen as a file while it is held, and other directories are free'(t, { disk, at, directory }) {
    disk.makeDirectory(at('data'))
    const lock = disk.lock(directory)
    t.deepEqual(disk.list(directory), ['.lock', 'data'])
    disk.lock(at('data')).release()
    lock.release()
    t.deepEqual(disk.list(directory), ['data'])
  },
}
