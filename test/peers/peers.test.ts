/** Other people's clients cannot tell our broker from Apache Kafka: they see what they saw there. */
import { startBroker } from '@millrace/core'
import test from 'ava'
import { expectedLines } from './expected.ts'
import { linesOf } from './scenario.ts'
import { nodeScenarios } from './scenarios/all.ts'

for (const scenario of nodeScenarios) {
  test(`${scenario.name} sees of our broker what it sees of Apache Kafka`, async (t) => {
    await using broker = await startBroker({ config: { groupInitialRebalanceDelayMs: 0 } })
    t.is(await linesOf(scenario, broker.address), expectedLines(scenario.name))
  })
}
