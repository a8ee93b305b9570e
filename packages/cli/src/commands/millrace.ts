/**
 * `millrace`: the commands that there are, and how each of them ends.
 */
import { Command, CommanderError } from 'commander'
import type { Terminal } from '../host/terminal.ts'
import { addBroker } from './broker.ts'
import { CommandError } from './command-error.ts'

/** Runs the command that the terminal's arguments are; what it gives is the process's exit code. */
export async function millrace(terminal: Terminal): Promise<number> {
  const program = new Command('millrace')
    .description('Kafka Streams for TypeScript, and the broker under it')
    .version(terminal.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.error(text.trimEnd()),
    })
  addBroker(program, terminal)
  try {
    await program.parseAsync(terminal.args, { from: 'user' })
    return 0
  } catch (problem) {
    if (problem instanceof CommanderError) return problem.exitCode === 0 ? 0 : 2
    if (!(problem instanceof CommandError)) throw problem
    terminal.error(`millrace: ${problem.message}`)
    return problem.exitCode
  }
}
