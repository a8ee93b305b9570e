/**
 * `npm test -- ARGS…`: runs AVA on the tests that need nothing but Node; `--slow` runs the slow ones instead.
 * Whatever else is given goes to AVA: files, `--match='…'`, `--serial`.
 * Ends with one line, `N passed, M failed`. A crash, an uncaught error, a timeout and a run that found no
 * test count as failures, so that a green line means that tests have run.
 */
import { AvaOutput } from './ava-output.ts'
import { runTool } from './run-tool.ts'

const args = process.argv.slice(2)
const isSlow = args.includes('--slow')
const config = isSlow ? ['--config', 'ava.slow.config.js'] : []

const startedAt = performance.now()
const ava = new AvaOutput((line) => console.log(line))
const { code } = await runTool('ava', [...config, ...args.filter((arg) => arg !== '--slow')], (text) => ava.write(text))
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
console.log(`${isSlow ? 'slow tests' : 'tests'} took ${seconds} s`)

let { failed } = ava
if (failed === 0 && (code !== 0 || ava.passed === 0)) {
  failed = 1
  console.log(`expected tests and exit code 0, found ${ava.passed} tests and exit code ${code}`)
}
console.log(`${ava.passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
