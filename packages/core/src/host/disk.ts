/**
 * Files, as the log needs them. Reads and writes are plain calls: they go to the operating system's
 * page cache and come back in microseconds, and the record path must not wait on a promise for them.
 * Only what makes bytes durable waits for the device, and is awaited.
 *
 * Every disk passes the same contract suite (`disk.contract.ts`); what it does not promise, a crash
 * may take: bytes since the last `sync` of their file, and names since the last `syncDirectory`.
 */
import { meaningOf } from './system-error.ts'

/** What a disk can be asked to do, as its errors say it. */
export type DiskAction =
  | 'open'
  | 'look at'
  | 'list'
  | 'make directory'
  | 'rename'
  | 'remove'
  | 'sync directory'
  | 'lock'
  | 'read'
  | 'write'
  | 'truncate'
  | 'sync'
  | 'close'

/** What went wrong with a file, by the operating system's name for it. */
export class DiskError extends Error {
  override readonly name = 'DiskError'
  /** For example `ENOSPC` (the disk is full), `EIO` (it fails), `ENOENT` (no such file). */
  readonly code: string
  readonly path: string
  readonly action: DiskAction

  constructor(failure: { code: string; path: string; action: DiskAction; cause?: unknown }) {
    const { code, path, action, cause } = failure
    super(`could not ${action} ${path}: ${meaningOf(code)} (${code})`, cause === undefined ? undefined : { cause })
    this.code = code
    this.path = path
    this.action = action
  }
}

export interface FileFacts {
  readonly size: number
  readonly isDirectory: boolean
  readonly modifiedMs: number
}

/** The disk that a directory lies on; -1 where it does not say. */
export interface DiskSpace {
  readonly totalBytes: number
  /** What may still be written, by this process. */
  readonly usableBytes: number
}

/** All of it throws `DiskError` where the disk refuses; a call on a closed file is a bug, and an assertion. */
export interface Disk {
  /** Opens a file to read and write; makes it first where `create` says so and there is none. */
  open(path: string, options: { readonly create: boolean }): DiskFile
  /** Facts about a file or directory, or nothing where there is none. */
  facts(path: string): FileFacts | undefined
  /** How much room there is where a file or directory lies. */
  space(path: string): DiskSpace
  /** The names in a directory, in order. A locked directory's lock is among them, as `.lock`. */
  list(directory: string): string[]
  /** Makes a directory and those above it; nothing happens where it is there already. */
  makeDirectory(directory: string): void
  /**
   * Gives a file or directory another name, in one step. A file of that name is replaced, and so is an
   * empty directory by a directory. What is open stays open.
   */
  rename(from: string, to: string): void
  /** Removes a file, or a directory with all that is in it; nothing happens where there is none. */
  remove(path: string): void
  /** Makes the names in a directory durable: those that came, went and changed. Not the directory's own name. */
  syncDirectory(directory: string): Promise<void>
  /** Takes a directory for its caller alone, until it is released or the process ends; else `LockedError`. */
  lock(directory: string): DirectoryLock
}

export interface DirectoryLock {
  /** Lets others have the directory; a second call does nothing. */
  release(): void
}

/** Another process, or another part of this one, has the directory. The remedy is to stop it, or to take another directory. */
export class LockedError extends Error {
  override readonly name = 'LockedError'
  readonly directory: string
  readonly owner: string

  constructor(directory: string, owner: string) {
    super(`${directory} is in use: expected to be its only owner, found ${owner}`)
    this.directory = directory
    this.owner = owner
  }
}

/** An open file. Whoever writes it opens it once: an opening does not see another one's writes in its `size`. */
export interface DiskFile {
  /** The name by which it was opened; it may have another by now. */
  readonly path: string
  /** Bytes in the file. */
  readonly size: number
  /** Fills `target` from `position` on, and gives how many bytes there were: fewer only at the file's end. */
  read(target: Uint8Array, position: number): number
  /**
   * Writes all of the chunks, one behind the other, from `position` on; a gap between the file's end and
   * `position` is zeros. Where it throws, a part may have been written, and `size` says so.
   */
  write(chunks: readonly Uint8Array[], position: number): void
  /** Cuts the file off, or fills it up with zeros. */
  truncate(size: number): void
  /** Makes the file's bytes durable, those that were written before the call. Not its name. */
  sync(): Promise<void>
  /** Lets the file go, synced or not; a second call does nothing. */
  close(): void
}
