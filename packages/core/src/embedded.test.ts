/**
 * A broker within a program, as its user meets it: over TCP.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { startBroker } from './embedded.ts'
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
