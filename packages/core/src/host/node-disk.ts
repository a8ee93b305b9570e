/**
 * The machine's own disk. Every call but the syncs is one system call or a few, made at once: the
 * operating system's page cache answers. An open file knows its size without asking again.
 */
import fs from 'node:fs'
import { lockDirectory } from './directory-lock.ts'
import type { Disk, DiskAction, FileFacts } from './disk.ts'
import { asDiskError, NodeFile } from './node-file.ts'
import { systemCode } from './system-error.ts'

const { O_CREAT, O_RDWR, O_DIRECTORY = 0 } = fs.constants

/** A directory that cannot be opened or synced says one of these, on platforms where none can be. */
const UNSYNCABLE_DIRECTORY = new Set(['EISDIR', 'EPERM', 'EACCES', 'EINVAL'])

export const systemDisk: Disk = {
  open(path, { create }) {
    return attempt('open', path, () => {
      const descriptor = fs.openSync(path, create ? O_RDWR | O_CREAT : O_RDWR, 0o644)
      return new NodeFile({ path, descriptor, size: fs.fstatSync(descriptor).size })
    })
  },

  facts(path) {
    return attempt('look at', path, () => factsOf(path))
  },

  space(path) {
    const { bsize, blocks, bavail } = attempt('look at', path, () => fs.statfsSync(path))
    return { totalBytes: bsize * blocks, usableBytes: bsize * bavail }
  },

  list(directory) {
    return attempt('list', directory, () => fs.readdirSync(directory).sort())
  },

  makeDirectory(directory) {
    attempt('make directory', directory, () => fs.mkdirSync(directory, { recursive: true }))
  },

  rename(from, to) {
    attempt('rename', from, () => fs.renameSync(from, to))
  },

  remove(path) {
    attempt('remove', path, () => removeAll(path))
  },

  async syncDirectory(directory) {
    try {
      const handle = await fs.promises.open(directory, O_DIRECTORY)
      await handle.sync().finally(() => handle.close())
    } catch (problem) {
      const isHarmless = UNSYNCABLE_DIRECTORY.has(systemCode(problem) ?? '') && factsOf(directory)?.isDirectory === true
      if (!isHarmless) throw asDiskError(problem, 'sync directory', directory)
    }
  },

  lock(directory) {
    return attempt('lock', directory, () => lockDirectory(directory))
  },
}

function removeAll(path: string): void {
  try {
    fs.rmSync(path, { recursive: true, force: true })
  } catch (problem) {
    // Below a file there is nothing; Node 24 takes it for that, Node 22 does not.
    if (systemCode(problem) !== 'ENOTDIR') throw problem
  }
}

function factsOf(path: string): FileFacts | undefined {
  const stats = fs.statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return undefined
  return { size: stats.size, isDirectory: stats.isDirectory(), modifiedMs: Math.floor(stats.mtimeMs) }
}

function attempt<Result>(action: DiskAction, path: string, run: () => Result): Result {
  try {
    return run()
  } catch (problem) {
    throw asDiskError(problem, action, path)
  }
}
