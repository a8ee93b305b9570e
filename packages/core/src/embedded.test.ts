/**
 * A broker within a program, as its user meets it: over TCP.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { TopicRefusedError } from './broker/topics/topic-rules.ts'
import { type StartTopic, startBroker } from './embedded.ts'
import { LockedError } from './host/disk.ts'
import { silentLogger } from './host/logger.ts'
import { SocketError } from './host/sockets.ts'
import { apis } from './protocol/apis.ts'
import { WireClient } from './transport/wire-client.contract.ts'

/** Asks which APIs there are. */
async function askVersions(address: { host: string; port: number }) {
  const client = await WireClient.connect(address)
  const body = { clientSoftwareName: 'test', clientSoftwareVersion: '1' }
  const { apiKeys } = await client.ask(apis.apiVersions, { body })
  client.close()
  return apiKeys
}

test('a broker listens at a free port, on both addresses of localhost, until it is closed', async (t) => {
  const broker = await startBroker({ logger: silentLogger })
  t.is(broker.address, `localhost:${broker.port}`)
  t.true((await askVersions({ host: '127.0.0.1', port: broker.port })).length > 0)
  t.true((await askVersions({ host: 'localhost', port: broker.port })).length > 0)
  await broker.close()
  await broker.close()
  await t.throwsAsync(askVersions({ host: '127.0.0.1', port: broker.port }), { code: 'ECONNREFUSED' })
})

test('a port that is in use is named, and nothing stays behind', async (t) => {
  await using first = await startBroker({ logger: silentLogger })
  const problem = await t.throwsAsync(startBroker({ port: first.port }), { instanceOf: SocketError })
  t.is(problem?.message, `could not listen on 127.0.0.1:${first.port}: address already in use (EADDRINUSE)`)
})

test('a data directory that is in use is named', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'millrace-embedded-'))
  const first = await startBroker({ dataDir, logger: silentLogger })
  const problem = await t.throwsAsync(startBroker({ dataDir }), { instanceOf: LockedError })
  t.regex(problem?.message ?? '', /is in use: expected to be its only owner/)
  await first.close()
  const second = await startBroker({ dataDir, logger: silentLogger })
  await second.close()
  rmSync(dataDir, { recursive: true })
})

test('a topic that cannot be is named, with what is wrong with it, and nothing stays behind', async (t) => {
  const refused = async (topic: StartTopic) => {
    const problem = await t.throwsAsync(startBroker({ topics: [topic], logger: silentLogger }), {
      instanceOf: TopicRefusedError,
    })
    return [problem?.code, problem?.message]
  }
  const retention = await refused({ name: 'orders', configs: { 'retention.ms': 'week' } })
  t.deepEqual(retention, [
    'INVALID_CONFIG',
    "topic 'orders': retention.ms: expected a whole number (long), found 'week'",
  ])
  t.is((await refused({ name: 'a b' }))[0], 'INVALID_TOPIC_EXCEPTION')
  t.is((await refused({ name: 'orders', partitions: 0 }))[0], 'INVALID_PARTITIONS')
})

test('topics are there with their settings, and are still there at the next start', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'millrace-embedded-'))
  const topics = [{ name: 'orders', partitions: 2, configs: { 'cleanup.policy': 'compact' } }]
  for (let start = 0; start < 2; start++) {
    const broker = await startBroker({ dataDir, topics, logger: silentLogger })
    const client = await WireClient.connect(broker)
    const body = { topics: null, allowAutoTopicCreation: false }
    const answer = await client.ask(apis.metadata, { body })
    t.deepEqual(
      answer.topics?.map(({ name, partitions }) => [name, partitions.length]),
      [['orders', 2]],
    )
    client.close()
    await broker.close()
  }
  rmSync(dataDir, { recursive: true })
})
