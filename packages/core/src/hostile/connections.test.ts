/**
 * Connections that mean ill, over TCP, to a broker whose other clients go on.
 */
import { once } from 'node:events'
import net from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { ControlledBroker } from '../controlled.ts'
import { type LogFields, type Logger, silentLogger } from '../host/logger.ts'
import { apis } from '../protocol/apis.ts'
import { WireClient } from '../transport/wire-client.contract.ts'

async function open(config: Record<string, unknown> = {}) {
  const lines: LogFields[] = []
  const note = (fields: LogFields) => void lines.push(fields)
  const logger: Logger = { ...silentLogger, warn: note, error: note }
  const broker = await ControlledBroker.start({ logger, config, topics: ['orders'] })
  const good = await WireClient.connect(broker)
  return { broker, good, lines, [Symbol.asyncDispose]: () => broker.close() }
}

async function assertServed(t: ExecutionContext, good: WireClient): Promise<void> {
  const body = { clientSoftwareName: 'good', clientSoftwareVersion: '1' }
  t.is((await good.ask(apis.apiVersions, { body })).errorCode, 0)
}

/** A connection that sends something, and then waits until it is closed. */
async function sendAndWait(port: number, bytes: Uint8Array): Promise<void> {
  const socket = net.connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.resume()
  socket.write(bytes)
  await once(socket, 'close')
}

/** A request that is nothing but its header. */
const header = (key: number, version: number) => Buffer.from([0, 0, 0, 10, 0, key, 0, version, 0, 0, 0, 1, 0xff, 0xff])

/** The same with room for tagged fields, as flexible versions have it. */
const flexible = (key: number, version: number) => {
  const frame = Buffer.concat([header(key, version), Buffer.alloc(1)])
  frame.writeInt32BE(frame.length - 4, 0)
  return frame
}

const garbage: [title: string, bytes: Buffer, reason: RegExp][] = [
  ['a web browser', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), /frame size: .* \(the text 'GET '\)/],
  ['a TLS handshake', Buffer.from('16030100f5010000f1', 'hex'), /frame size: .* \(a TLS handshake\)/],
  ['a negative size', Buffer.from([0xff, 0, 0, 0]), /frame size: expected from 0 to/],
  ['a giant frame', Buffer.from([0x7f, 0xff, 0xff, 0xff]), /found 2147483647/],
  ['an empty frame', Buffer.alloc(4), /requestApiKey/],
  ['random bytes', Buffer.from('000000080102030405060708', 'hex'), /a known API key, found 258/],
  ['an API that is not known', header(200, 0), /a known API key, found 200/],
  ['an API that is not served', flexible(64, 0), /UnregisterBroker v0: expected an API that is served/],
  ['a version that is not spoken', flexible(3, 99), /Metadata v99: expected a version from/],
]

for (const [title, bytes, reason] of garbage) {
  test(`${title} is closed with one line that says why, and others are served`, async (t) => {
    await using stage = await open()
    await sendAndWait(stage.broker.port, bytes)
    t.is(stage.lines.length, 1)
    t.regex(String(stage.lines[0]?.['reason']), reason)
    t.regex(String(stage.lines[0]?.['peer']), /^127\.0\.0\.1:\d+$/)
    await assertServed(t, stage.good)
  })
}

test('a version of ApiVersions that is not spoken is answered in the first', async (t) => {
  await using stage = await open()
  const answer = await stage.good.send([flexible(18, 99)])
  t.is(answer.readInt32BE(0), 1)
  t.is(answer.readInt16BE(4), 35)
  await assertServed(t, stage.good)
})

test('half a frame keeps nobody waiting', async (t) => {
  await using stage = await open()
  const socket = net.connect(stage.broker.port, '127.0.0.1')
  socket.write(header(3, 0).subarray(0, 7))
  await once(socket, 'connect')
  await assertServed(t, stage.good)
  socket.destroy()
  await assertServed(t, stage.good)
  t.deepEqual(stage.lines, [])
})

test('a client that asks and asks and never reads is read no further', async (t) => {
  await using stage = await open()
  const greedy = await WireClient.connect(stage.broker)
  greedy.connection.pause()
  const seen = stage.broker.observe(apis.apiVersions)
  const question = Buffer.concat(Array.from({ length: 1000 }, () => header(18, 0)))
  let isTaken = true
  for (let round = 0; round < 2_000 && isTaken; round += 1) {
    isTaken = greedy.connection.write([question])
    if (round % 50 === 0) await assertServed(t, stage.good)
  }
  t.false(isTaken)
  const asked = seen.requests.length
  await assertServed(t, stage.good)
  await assertServed(t, stage.good)
  t.true(seen.requests.length <= asked + 1_000)
  greedy.close()
})

test('hundreds of connections that say nothing leave the others served, and go when they may not stay', async (t) => {
  await using stage = await open({ 'max.connections': 301 })
  const silent = await Promise.all(Array.from({ length: 300 }, () => WireClient.connect(stage.broker)))
  await assertServed(t, stage.good)
  const tooMany = await WireClient.connect(stage.broker)
  await tooMany.over
  t.is(stage.lines.length, 1)
  t.is(stage.lines[0]?.['reason'], 'expected at most 301 connections, found one more')
  for (const client of silent) client.close()
  await assertServed(t, stage.good)
})
