/** What can be wrong with a database; the code says what to do about it. */
export type DatabaseErrorCode =
  /** Another process, or another part of this one, has it open: end that one. */
  | 'LOCKED'
  /** What lies there is no whole database: set it aside, and restore it. */
  | 'DAMAGED'
  /** Nobody asked for this column when it was opened: a mistake of ours. */
  | 'NO_COLUMN'
  /** The disk refuses: full, failing, or not allowed. */
  | 'DISK_REFUSES'

export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  readonly code: DatabaseErrorCode

  constructor(code: DatabaseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The error for what the binding threw; its own is the cause. */
export function databaseErrorOf(thrown: unknown, path: string): DatabaseError {
  const { code, message } = innermost(thrown)
  const found = `: ${message}`
  if (code === 'LEVEL_LOCKED') {
    return new DatabaseError('LOCKED', `the state in ${path} is in use by another process${found}`, { cause: thrown })
  }
  if (code === 'LEVEL_CORRUPTION' || /^(?:Corruption|Invalid argument)/.test(message)) {
    return new DatabaseError('DAMAGED', `the state in ${path} is no whole database${found}`, { cause: thrown })
  }
  return new DatabaseError('DISK_REFUSES', `the state in ${path} could not be read or written${found}`, {
    cause: thrown,
  })
}

/** The columns that an attempt to open should have named, if that is what was wrong. */
export function missingColumnsOf(thrown: unknown): readonly string[] {
  const [, names] = /Column families not opened: (.*)$/.exec(innermost(thrown).message) ?? []
  return names === undefined ? [] : names.split(', ')
}

function innermost(thrown: unknown): { readonly code: string; readonly message: string } {
  if (!(thrown instanceof Error)) return { code: '', message: String(thrown) }
  if (thrown.cause instanceof Error) return innermost(thrown.cause)
  return { code: 'code' in thrown ? String(thrown.code) : '', message: thrown.message }
}
