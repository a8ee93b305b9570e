/**
 * `npm run bench -- NAME… [--json]` runs the subjects of this folder, peers beside them in the same run.
 * Without a name it runs all of them.
 */
import { parseArgs } from 'node:util'
import { measure, type Subject } from './measure.ts'
import { protocol } from './protocol.ts'
import { records } from './records.ts'
import { table } from './table.ts'

const subjects: readonly Subject[] = [records, protocol]

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    turns: { type: 'string', default: '7' },
    'turn-ms': { type: 'string', default: '400' },
  },
})

const unknown = positionals.filter((name) => !subjects.some((subject) => subject.name === name))
if (unknown.length > 0) {
  console.error(
    `no benchmark is called ${unknown.join(', ')}; there are: ${subjects.map(({ name }) => name).join(', ')}`,
  )
  process.exitCode = 2
} else {
  const turns = { count: Number(values.turns), lengthMs: Number(values['turn-ms']) }
  const chosen = positionals.length === 0 ? subjects : subjects.filter(({ name }) => positionals.includes(name))
  const results = chosen.flatMap(({ name, comparisons }) =>
    comparisons.map((comparison) => {
      if (!values.json) process.stderr.write(`measuring ${name}: ${comparison.name} …\n`)
      return measure(name, comparison, turns)
    }),
  )
  console.log(values.json ? JSON.stringify({ node: process.version, turns, results }, null, 2) : table(results))
}
