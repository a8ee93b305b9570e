import { basename } from 'node:path'
import test from 'ava'
import { failuresIn } from './failures-in.ts'
import { goldenFiles } from './golden-files.ts'
import { runScenario } from './run.ts'

for (const file of goldenFiles) {
  test(`${basename(file)} gives what Java gave`, async (t) => {
    const reports = await failuresIn(file)
    t.is(reports.length, 0, reports.slice(0, 5).join('\n'))
  })
}

test('a scenario that is malformed gives an error, and nothing else', async (t) => {
  t.deepEqual(await runScenario({ name: 'n', nodes: [] }), {
    name: 'n',
    error: {
      class: 'FormatError',
      cause: 'FormatError',
      phase: 'build',
      message: 'scenario: expected a field "inputs", found none',
    },
  })
  const misspelt = { name: 'n', nodes: [{ id: 's', op: 'stream', args: { topics: ['in'], topic: 'in' } }], inputs: [] }
  t.is((await runScenario(misspelt)).error?.class, 'FormatError')
})
