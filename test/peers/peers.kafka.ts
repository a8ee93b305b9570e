/**
 * The same scenarios on Apache Kafka and on our broker: what is expected of ours is still what Apache Kafka does,
 * and the clients that are no part of `npm test` cannot tell the two apart either.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBroker } from '@millrace/core'
import { Broker } from '@millrace/test-kafka/broker.ts'
import test from 'ava'
import { expectedLines } from './expected.ts'
import { linesOf, type Scenario } from './scenario.ts'
import { kcatScenarios, nodeScenarios } from './scenarios/all.ts'
import { javaStreams } from './scenarios/java-streams.ts'
import { javaGroupTools, javaTopicTools } from './scenarios/java-tools.ts'
import { javaTransactions } from './scenarios/java-transactions.ts'

const hasKcat = spawnSync('kcat', ['-V']).status === 0
const scenarios = [...nodeScenarios, ...kcatScenarios, javaTopicTools, javaGroupTools, javaTransactions, ...javaStreams]

let folder = ''
let kafka: Broker

test.before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-peers-'))
  kafka = await Broker.start(folder, { settings: {} })
})

test.after.always(async () => {
  await kafka?.kill()
  rmSync(folder, { recursive: true, force: true })
})

for (const scenario of scenarios) {
  const isRunHere = hasKcat || !kcatScenarios.includes(scenario)
  const run = isRunHere ? test : test.skip
  run(`${scenario.name} sees of Apache Kafka what is written down`, async (t) => {
    t.is(await linesOf(scenario, kafka.bootstrap), expectedLines(scenario.name))
  })
  run(`${scenario.name} sees the same of our broker`, async (t) => {
    t.is(await onOurs(scenario), expectedLines(scenario.name))
  })
}

/** On a disk, as a user would have it. */
async function onOurs(scenario: Scenario): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'millrace-broker-'))
  try {
    await using broker = await startBroker({ dataDir, config: { groupInitialRebalanceDelayMs: 0 } })
    return await linesOf(scenario, broker.address)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}
