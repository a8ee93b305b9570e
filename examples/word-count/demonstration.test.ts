/** What `npm start` shows, on the embedded broker: both as a function with an end by lines, and as the program. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import { demonstrate } from './demonstration.ts'
import { LineView } from './line-view.ts'

const POEM_LINES = 24

function emptyFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-word-count-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test.serial('every word counts once, across a restart of the application', async (t) => {
  const said: string[] = []
  const outcome = await demonstrate({
    lines: 50 * POEM_LINES,
    durationMs: Number.POSITIVE_INFINITY,
    folder: emptyFolder(t),
    view: new LineView((text) => said.push(text)),
    signal: new AbortController().signal,
  })

  t.deepEqual(outcome.differences, [])
  t.is(outcome.lines, 50 * POEM_LINES)
  t.is(outcome.counted, outcome.words)
  t.is(outcome.counts.get('jabberwock'), 3 * 50)
  t.is(outcome.counts.get('two'), 2 * 50)
  t.true(outcome.stateBytes > 0)
  t.is(said.filter((line) => line.startsWith('The application is RUNNING after')).length, 2)
})

test.serial('who interrupts the writing gets what was written until then checked', async (t) => {
  const options = { lines: Number.POSITIVE_INFINITY, durationMs: Number.POSITIVE_INFINITY, folder: emptyFolder(t) }
  const interrupted = new AbortController()
  const view = {
    everyMs: 20,
    say: () => {},
    show: ({ counted }: { counted: number }) => counted > 0 && interrupted.abort(),
  }
  const outcome = await demonstrate({ ...options, view, signal: interrupted.signal })

  t.deepEqual(outcome.differences, [])
  t.true(outcome.words > 0)
  t.is(outcome.counted, outcome.words)
})

test.serial('the program ends by itself, says that it has checked, and warns of nothing', async (t) => {
  const program = [join(import.meta.dirname, 'main.ts'), '--seconds', '1']
  const { stdout, stderr } = await promisify(execFile)(process.execPath, program)

  t.is(stderr, '')
  t.regex(stdout, /^A Kafka broker listens at localhost:\d+, within this process, with its log on disk\.\n/)
  t.regex(stdout, /^Checked: each of 91 words was counted as often as it was written\./m)
  t.regex(stdout, /^ {2}[\d,]+ lines with [\d,]+ words in [\d.]+ s, [\d,]+ words a second$/m)
  t.true(stdout.includes('What to look at next:'))
})

test('the program refuses a duration that is none', async (t) => {
  const program = [join(import.meta.dirname, 'main.ts'), '--seconds', 'soon']
  const refusal = await t.throwsAsync(promisify(execFile)(process.execPath, program))
  t.true(refusal?.message.includes('--seconds: expected a number above 0, found soon'))
})
