/**
 * What a command has of the process that it runs in: its arguments, its output, the signals that stop it. No
 * other file of this package knows the process, so that a test can be one.
 */
import { readFileSync } from 'node:fs'

export interface Terminal {
  /** What stands behind the program's name. */
  readonly args: readonly string[]
  /** Of this package. */
  readonly version: string
  /** A line on standard output. */
  out(line: string): void
  /** A line on standard error. */
  error(line: string): void
  /** The text of a file; throws where it cannot be read. */
  read(path: string): string
  now(): Date
  /** The first signal that asks the process to stop; a second one ends it at once. */
  stopped(): Promise<string>
  /** How the process ends, once nothing is left to do. */
  exit(code: number): void
}

/** What a shell says of a process that a signal ended: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const

const manifest = new URL('../../package.json', import.meta.url)

export const systemTerminal: Terminal = {
  args: process.argv.slice(2),
  get version() {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
  },
  out: (line) => void process.stdout.write(`${line}\n`),
  error: (line) => void process.stderr.write(`${line}\n`),
  read: (path) => readFileSync(path, 'utf8'),
  now: () => new Date(),
  stopped,
  exit(code) {
    process.exitCode = code
  },
}

// Whoever read our output may be gone; that is no reason to stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

function stopped(): Promise<string> {
  return new Promise((resolve) => {
    let isStopping = false
    for (const [signal, code] of Object.entries(EXIT_CODES)) {
      process.on(signal, () => {
        if (isStopping) process.exit(code)
        isStopping = true
        resolve(signal)
      })
    }
  })
}
