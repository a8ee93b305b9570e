/**
 * Something that whoever typed the command has to mend: it is said in one line, without a stack. The code is
 * the process's: 2 for a command that cannot be, 1 for one that could not be done.
 */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly exitCode: 1 | 2

  constructor(message: string, exitCode: 1 | 2, options?: ErrorOptions) {
    super(message, options)
    this.exitCode = exitCode
  }
}
