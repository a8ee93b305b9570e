/**
 * `npm run oracle -- [--family NAME] [--only NAME] [--brief] [--stores rocksdb|restored] [FILE…]` runs the scenarios of golden files with our language
 * and holds what they give against Java's results (FORMAT.md); without a FILE, all that the repository carries.
 * `--stores rocksdb` lays stores on disk, and holds against Java's what is found there when all is over; `--stores restored`, what comes back from the changelogs. `--family` takes the files with this in their name, `--only` the scenarios; `--brief` says one line of each that fails. Ends with `N passed, M failed`.
 */
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { differences } from './comparison/difference.ts'
import { briefReportOf, reportOf } from './comparison/report.ts'
import { goldenFiles, goldenLines } from './golden-files.ts'
import { runScenario, type StorePlan } from './run.ts'
import { ScratchFolder } from './scratch-folder.ts'

const { values, positionals } = parseArgs({
  options: {
    only: { type: 'string' },
    family: { type: 'string' },
    brief: { type: 'boolean' },
    stores: { type: 'string', default: 'memory' },
  },
  allowPositionals: true,
})

const dumps = { memory: null, rocksdb: 'reopened', restored: 'restored' } as const
if (!Object.hasOwn(dumps, values.stores)) {
  throw new Error(`--stores: expected ${Object.keys(dumps).join(', ')}, found ${values.stores}`)
}
const dumped = dumps[values.stores as keyof typeof dumps]
const disk = dumped === null ? null : new ScratchFolder()

/** The family is in the file's name, `fuzz-join.jsonl.gz`. */
function files(): readonly string[] {
  const all = positionals.length > 0 ? positionals : goldenFiles
  return values.family === undefined ? all : all.filter((file) => basename(file).includes(values.family as string))
}

function planOf(): StorePlan | null {
  return disk === null || dumped === null ? null : { folder: disk.next(), dumped }
}

/** Replays a file, prints what differs, and counts. */
async function replayFile(file: string): Promise<{ passed: number; failed: number }> {
  const count = { passed: 0, failed: 0 }
  const lines = goldenLines(file)
  for (const [index, { scenario, result }] of lines.entries()) {
    if (values.only !== undefined && !result.name.includes(values.only)) continue
    const found = differences(result, await runScenario(scenario, planOf()))
    if (found.length > 0) {
      const title = `${result.name} (${basename(file)}:${index + 1})`
      console.log(values.brief ? briefReportOf(title, found) : reportOf(title, found).join('\n'))
      count.failed++
    } else {
      count.passed++
    }
  }
  if (positionals.length !== 1) console.log(`${basename(file)}: ${count.passed} of ${count.passed + count.failed}`)
  return count
}

let passed = 0
let failed = 0
for (const file of files()) {
  try {
    const count = await replayFile(file)
    passed += count.passed
    failed += count.failed
  } catch (problem) {
    console.log(`${file}: cannot be read: ${problem instanceof Error ? problem.message : problem}`)
    failed++
  }
}
if (passed + failed === 0) {
  console.log('expected scenarios, found none')
  failed = 1
}
disk?.remove()
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
