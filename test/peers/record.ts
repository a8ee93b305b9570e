/**
 * Writes down what a broker makes of the scenarios: `node test/peers/record.ts HOST:PORT [NAME]`, to be run on a fresh
 * Apache Kafka whenever a scenario is new or changed. The tests then hold both brokers against it.
 */
import { keepLines } from './expected.ts'
import { linesOf } from './scenario.ts'
import { kcatScenarios, nodeScenarios } from './scenarios/all.ts'
import { javaStreams } from './scenarios/java-streams.ts'
import { javaGroupTools, javaTopicTools } from './scenarios/java-tools.ts'
import { javaTransactions } from './scenarios/java-transactions.ts'

const [address, only] = process.argv.slice(2)
const all = [...nodeScenarios, ...kcatScenarios, javaTopicTools, javaGroupTools, javaTransactions, ...javaStreams]
if (address === undefined) throw new Error('expected the address of a broker, HOST:PORT, found none')
for (const scenario of all.filter(({ name }) => only === undefined || name.startsWith(only))) {
  keepLines(scenario.name, await linesOf(scenario, address))
  console.log(scenario.name)
}
process.exit() // kafkajs leaves timers behind
