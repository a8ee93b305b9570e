/**
 * What can be wrong with state on disk, told apart by what there is to be done about it. A damaged database and a disk
 * that refuses must never be taken for each other: the one is set aside and restored, the other has nothing wrong in it.
 */
import { DiskError } from '@millrace/core/host'

export type DatabaseErrorCode =
  /** Another process, or another part of this one, has it open: end that one. */
  | 'LOCKED'
  /** What lies there is no whole database: set it aside, and restore it. */
  | 'DAMAGED'
  /** It was written by a later version of ours, and may not be touched: use that one, or remove it. */
  | 'NEWER_FORMAT'
  /** It belongs to another application or task, or is none of ours: look at how it came there. */
  | 'FOREIGN'
  /** The disk refuses: full, failing, or not allowed. Who was refused a commit is so until the database is opened anew. */
  | 'DISK_REFUSES'
  /** It is used after it was closed: a mistake of ours, or a reader that came late. */
  | 'CLOSED'
  /** Nobody asked for this column when it was opened: a mistake of ours. */
  | 'NO_COLUMN'

export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  readonly code: DatabaseErrorCode

  constructor(code: DatabaseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Whether the state has to be set aside and restored: at opening, and also at any read or commit. */
export function isDamage(thrown: unknown): thrown is DatabaseError {
  return thrown instanceof DatabaseError && thrown.code === 'DAMAGED'
}

export function closedError(path: string): DatabaseError {
  return new DatabaseError('CLOSED', `the state in ${path} is closed: expected no more reads and writes`)
}

/** The error for what the binding threw, which is its cause; what is a bug, and says nothing of the disk, stays as it is. */
export function databaseErrorOf(thrown: unknown, path: string): unknown {
  if (thrown instanceof DatabaseError) return thrown
  const { code, message, isOfSystem } = innermost(thrown)
  const error = (errorCode: DatabaseErrorCode, what: string) =>
    new DatabaseError(errorCode, `the state in ${path} ${what}: ${message}`, { cause: thrown })
  if (code === 'LEVEL_LOCKED') {
    const owner = message.includes('current process') ? 'another part of this process' : 'another process'
    return error('LOCKED', `is in use by ${owner}`)
  }
  if (isDamageText(message)) return error('DAMAGED', 'is no whole database')
  if (message.startsWith('IO error') || isOfSystem) return error('DISK_REFUSES', 'could not be read or written')
  return thrown
}

/**
 * A file that a database needs and that is gone is damage, not a refusal. "Invalid argument" without a colon is
 * Node's, about what it was called with.
 */
function isDamageText(message: string): boolean {
  return /^(?:Corruption|Invalid argument): |^IO error: No such file or directory/.test(message)
}

/** The columns that an attempt to open should have named, if that is what was wrong. */
export function missingColumnsOf(thrown: unknown): readonly string[] {
  const [, names] = /Column families not opened: (.*)$/.exec(innermost(thrown).message) ?? []
  return names === undefined ? [] : names.split(', ')
}

interface Thrown {
  readonly code: string
  readonly message: string
  /** Whether it is the operating system's answer to Node or to a disk of ours, not to RocksDB. */
  readonly isOfSystem: boolean
}

function innermost(thrown: unknown): Thrown {
  if (!(thrown instanceof Error)) return { code: '', message: String(thrown), isOfSystem: false }
  if (thrown.cause instanceof Error && !(thrown instanceof DiskError)) return innermost(thrown.cause)
  const code = 'code' in thrown ? String(thrown.code) : ''
  return { code, message: thrown.message, isOfSystem: thrown instanceof DiskError || 'syscall' in thrown }
}
