import { basename } from 'node:path'
import test from 'ava'
import { differences } from './comparison/difference.ts'
import { reportOf } from './comparison/report.ts'
import { goldenFiles, goldenLines } from './golden-files.ts'
import { runScenario } from './run.ts'

for (const file of goldenFiles) {
  test(`${basename(file)} gives what Java gave`, (t) => {
    const reports = goldenLines(file).flatMap(({ scenario, result }) => {
      const found = differences(result, runScenario(scenario))
      return found.length === 0 ? [] : [reportOf(result.name, found).join('\n')]
    })
    t.is(reports.length, 0, reports.slice(0, 5).join('\n'))
  })
}

test('a scenario that is malformed gives an error, and nothing else', (t) => {
  t.deepEqual(runScenario({ name: 'n', nodes: [] }), {
    name: 'n',
    error: {
      class: 'FormatError',
      cause: 'FormatError',
      phase: 'build',
      message: 'scenario: expected a field "inputs", found none',
    },
  })
  const misspelt = { name: 'n', nodes: [{ id: 's', op: 'stream', args: { topics: ['in'], topic: 'in' } }], inputs: [] }
  t.is(runScenario(misspelt).error?.class, 'FormatError')
})
