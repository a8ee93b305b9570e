/**
 * `npm run bench -- NAME… [--peer] [--json]` runs the subjects of this folder, peers beside them in the same run.
 * Without a name it runs all of them; `--peer` adds the peers that are programs of their own and need Java or kcat;
 * `--keys` says how many keys there are where state is larger than memory.
 */
import { parseArgs } from 'node:util'
import { brokerSubject } from './broker.ts'
import { clientSubject } from './client.ts'
import { openLogSubject } from './log.ts'
import { type Figure, measure, type Result, type Subject } from './measure.ts'
import { protocol } from './protocol.ts'
import { openQueriesSubject } from './queries.ts'
import { records } from './records.ts'
import { serdes } from './serdes.ts'
import { openStateSubject } from './state.ts'
import { storesSubject } from './stores.ts'
import { figureTable, table } from './table.ts'
import { topology } from './topology.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    peer: { type: 'boolean', default: false },
    keys: { type: 'string', default: '10000000' },
    turns: { type: 'string', default: '7' },
    'turn-ms': { type: 'string', default: '400' },
  },
})

/** Some have to make files before they can begin. */
const subjects: Readonly<Record<string, () => Subject | Promise<Subject>>> = {
  records: () => records,
  protocol: () => protocol,
  serdes: () => serdes,
  topology: () => topology,
  stores: () => storesSubject,
  state: () => openStateSubject({ keys: Number(values.keys) }),
  queries: openQueriesSubject,
  log: openLogSubject,
  broker: () => brokerSubject({ hasPeer: values.peer }),
  client: () => clientSubject({ hasPeer: values.peer }),
}

const unknown = positionals.filter((name) => subjects[name] === undefined)
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}; there are: ${Object.keys(subjects).join(', ')}`)
  process.exitCode = 2
} else {
  const turns = { count: Number(values.turns), lengthMs: Number(values['turn-ms']) }
  const results: Result[] = []
  const figures: Figure[] = []
  for (const [name, open] of Object.entries(subjects)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    const subject = await open()
    const say = (what: string) => values.json || process.stderr.write(`measuring ${name}: ${what} …\n`)
    try {
      for (const comparison of subject.comparisons) {
        say(comparison.name)
        results.push(await measure(name, comparison, turns))
      }
      for (const report of subject.reports ?? []) {
        say(report.name)
        figures.push(...(await report.run()).map((figure) => ({ ...figure, name: `${report.name}: ${figure.name}` })))
      }
    } finally {
      await subject.close?.()
    }
  }
  const text = () => [table(results), ...(figures.length > 0 ? [figureTable(figures)] : [])].join('\n\n')
  console.log(values.json ? JSON.stringify({ node: process.version, turns, results, figures }, null, 2) : text())
}
