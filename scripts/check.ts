/**
 * `npm run check`: types, the documents' examples, style, imports, dead code and type tests. Every step runs even
 * if one before it failed; each says one line, and a failed one all of its output.
 * Ends with one line, `N passed, M failed`: each step counts as one, and the type tests count their
 * assertions besides.
 */
import { checkExamples } from './check-examples.ts'
import { checkImports } from './check-imports.ts'
import { runTool } from './run-tool.ts'

interface Outcome {
  isGood: boolean
  output: string
  /** Things counted besides the step itself. */
  counted?: { passed: number; failed: number }
}

const steps: [name: string, run: () => Promise<Outcome>][] = [
  ['types', () => tool('tsc', ['--project', 'tsconfig.check.json'])],
  ['examples', async () => checkExamples()],
  ['style', () => tool('biome', ['check', '--error-on-warnings', '--max-diagnostics=none', '--colors=off'])],
  ['imports', checkImports],
  ['dead code', () => tool('knip', ['--no-progress', '--treat-config-hints-as-errors'])],
  ['type tests', typeTests],
]

async function tool(name: string, args: string[]): Promise<Outcome> {
  const { code, output } = await runTool(name, args)
  return { isGood: code === 0, output }
}

async function typeTests(): Promise<Outcome> {
  const { code, output } = await runTool('tstyche', [])
  const summary = /^Assertions:.*$/m.exec(output)?.[0] ?? ''
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(summary)?.[1] ?? 0)
  const counted = { passed: count('passed'), failed: count('failed') }
  return { isGood: code === 0 && counted.passed > 0, output, counted }
}

let passed = 0
let failed = 0
for (const [name, run] of steps) {
  const startedAt = performance.now()
  const { isGood, output, counted = { passed: 0, failed: 0 } } = await run()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${isGood ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (!isGood) console.log(output.trimEnd())
  passed += counted.passed + (isGood ? 1 : 0)
  failed += counted.failed + (isGood ? 0 : 1)
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
