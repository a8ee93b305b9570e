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
import { systemSockets } from './host/node-sockets.ts'
import { SocketError } from './host/sockets.ts'
import { apis } from './protocol/apis.ts'
import { decodeResponse, encodeRequest } from './protocol/frames.ts'
import { FrameSplitter } from './transport/frame-splitter.ts'

/** Asks which APIs there are. */
async function askVersions(address: { host: string; port: number }) {
  const connection = await systemSockets.connect(address)
  const answer = new Promise<Buffer>((resolve, reject) => {
    const splitter = new FrameSplitter(1_000_000, resolve)
    const onClose = () => reject(new Error('expected an answer, found the end'))
    connection.start({ onData: (bytes) => splitter.push(bytes), onDrain: () => {}, onClose })
  })
  const body = { clientSoftwareName: 'test', clientSoftwareVersion: '1' }
  connection.write(
    encodeRequest({ message: apis.apiVersions.request, version: 3, correlationId: 5, clientId: 'test', body }),
  )
  const { body: found } = decodeResponse(apis.apiVersions.response, 3, await answer)
  connection.destroy()
  return found.apiKeys
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
