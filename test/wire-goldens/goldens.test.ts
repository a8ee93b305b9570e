/** Every golden line that the repository carries, one test a file. */
import test from 'ava'
import { goldenFiles, goldenLines } from './golden-files.ts'
import { replayLine } from './line.ts'

for (const file of goldenFiles) {
  test(`each line of ${file} is what Apache Kafka's classes write`, (t) => {
    const lines = goldenLines(file)
    t.true(lines.length > 50)
    for (const [index, line] of lines.entries()) {
      t.notThrows(() => replayLine(line), `line ${index + 1}`)
    }
  })
}

test('a line that is not what it should be fails, and the failure names it', (t) => {
  const line = JSON.parse(goldenLines('messages.jsonl.gz')[10] as string)
  t.throws(() => replayLine(JSON.stringify({ ...line, hex: `${line.hex}00` })), { message: /expected the end/ })
  t.throws(() => replayLine(JSON.stringify({ ...line, body: { ...line.body, clientId: 'other' } })), {
    message: new RegExp(`^${line.api} ${line.type} v${line.version}: `),
  })
  t.throws(() => replayLine('{"neither":1}'), { message: /expected a golden line, found one with the fields neither/ })
})
