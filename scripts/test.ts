/**
 * `npm test -- ARGS…`: runs AVA on the tests that need nothing but Node; `--slow` runs the slow ones instead,
 * `--kafka` those against a real Apache Kafka. Whatever else is given goes to AVA: files, `--match='…'`, `--serial`.
 * Ends with one line, `N passed, M failed`. A crash, an uncaught error, a timeout and a run that found no
 * test count as failures, so that a green line means that tests have run.
 */
import { AvaOutput } from './ava-output.ts'
import { runTool } from './run-tool.ts'

const suites = new Map([
  ['--slow', { name: 'slow tests', config: 'ava.slow.config.js' }],
  ['--kafka', { name: 'tests against Kafka', config: 'ava.kafka.config.js' }],
])

const args = process.argv.slice(2)
const suite = suites.get(args.find((arg) => suites.has(arg)) ?? '')
const config = suite === undefined ? [] : ['--config', suite.config]

const startedAt = performance.now()
const ava = new AvaOutput((line) => console.log(line))
const { code } = await runTool('ava', [...config, ...args.filter((arg) => !suites.has(arg))], (text) => ava.write(text))
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
console.log(`${suite?.name ?? 'tests'} took ${seconds} s`)

let { failed } = ava
if (failed === 0 && (code !== 0 || ava.passed === 0)) {
  failed = 1
  console.log(`expected tests and exit code 0, found ${ava.passed} tests and exit code ${code}`)
}
console.log(`${ava.passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
