/** The entry point `@millrace/cli`: the command as a function, for programs that have it within them. */
export { millrace } from './commands/millrace.ts'
export { systemTerminal, type Terminal } from './host/terminal.ts'
