/** `npm start`: a live word count, with a result that is checked. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { demonstrate } from './demonstration.ts'
import { muteTimersOfKafkajs } from './kafkajs-warnings.ts'
import { LineView } from './line-view.ts'
import { summary } from './summary.ts'
import { TerminalView } from './terminal-view.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' } } })
const durationMs = Number(values.seconds) * 1000
if (!(durationMs > 0)) throw new RangeError(`--seconds: expected a number above 0, found ${values.seconds}`)

muteTimersOfKafkajs()
const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())
process.once('SIGTERM', () => interrupted.abort())

const { stdout } = process
const view = stdout.isTTY ? new TerminalView(stdout) : new LineView((text) => stdout.write(text))
const folder = mkdtempSync(join(tmpdir(), 'millrace-word-count-'))
try {
  const { signal } = interrupted
  const outcome = await demonstrate({ lines: Number.POSITIVE_INFINITY, durationMs, folder, view, signal })
  stdout.write(`${summary(outcome).join('\n')}\n`)
  if (outcome.differences.length > 0) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
