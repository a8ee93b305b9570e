/** The way to one broker: versions, and what happens when there is no connection or no longer one. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import type { RequestMessage } from '../diagnostics.ts'
import { ClosedError, ConnectionError, UnsupportedError } from '../errors.ts'
import { BrokerLink } from './broker-link.ts'
import {
  allVersions,
  metadata,
  passing,
  quiet,
  type Script,
  ScriptedBroker,
  settled,
  stage,
} from './scripted-broker.contract.ts'

const ADDRESS = { nodeId: 1, host: '127.0.0.1', port: 9092 }
const ASK = { api: apis.metadata, body: { topics: [] } }

async function linked(script: Script, options: Parameters<typeof stage>[0] = {}) {
  const { clock, sockets, settings } = stage(options)
  const broker = await ScriptedBroker.start(sockets, { script })
  return { clock, sockets, broker, link: new BrokerLink(ADDRESS, settings) }
}

const answering: Script = ({ api }) => (api.key === apis.metadata.key ? metadata({}) : undefined)

/** A broker that knows ApiVersions up to a version, and Metadata up to another. */
function older(known: { apiVersions: number; metadata: number }): Script {
  const keys = { [apis.apiVersions.key]: known.apiVersions, [apis.metadata.key]: known.metadata }
  const apiKeys = Object.entries(keys).map(([key, maxVersion]) => ({ apiKey: Number(key), minVersion: 0, maxVersion }))
  return ({ api, version, reply }) => {
    if (api.key === apis.metadata.key) return answering({ api } as never)
    if (version <= known.apiVersions) return { errorCode: 0, apiKeys }
    reply({ errorCode: errors.UNSUPPORTED_VERSION.code, apiKeys }, { version: 0 })
    return { silent: true }
  }
}

for (const apiVersions of [0, 2, 3]) {
  test(`a broker that knows ApiVersions up to ${apiVersions} is spoken to in what it knows`, async (t) => {
    const { clock, broker, link } = await linked(older({ apiVersions, metadata: 8 }))
    await settled(clock, link.ask(ASK))
    t.deepEqual(
      broker.seen.map(({ api, version }) => `${api.name} ${version}`),
      ['ApiVersions 4', `ApiVersions ${apiVersions}`, 'Metadata 8'],
    )
    const problem = await t.throwsAsync(link.ask({ api: apis.listGroups, body: {} }), { instanceOf: UnsupportedError })
    t.regex(
      problem?.message ?? '',
      /^ListGroups at 127\.0\.0\.1:9092 \(1\): expected a version from 0 to 5, found none/,
    )
    await t.throwsAsync(link.ask({ ...ASK, versions: [9, 13] }), { message: /from 9 to 13, found 0 to 8/ })
    link.close()
  })
}

test('a broker that refuses the handshake for good is not left connected', async (t) => {
  const { clock, broker, link } = await linked(({ api }) => {
    return api.key === apis.apiVersions.key ? { errorCode: errors.INVALID_REQUEST.code, apiKeys: [] } : undefined
  })
  await settled(clock, t.throwsAsync(link.ask(ASK), { code: 'INVALID_REQUEST' }))
  await quiet(clock)
  t.is(broker.ended, 1)
  link.close()
  t.is(clock.pendingTimers, 0)
})

test('a broker that hangs up just behind the handshake leaves no dead connection in place', async (t) => {
  let isBad = true
  const { clock, broker, link } = await linked((request) => {
    if (request.api.key !== apis.apiVersions.key || !isBad) return answering(request)
    request.reply({ errorCode: 0, apiKeys: allVersions })
    request.connection.end()
    return { silent: true }
  })
  await settled(clock, t.throwsAsync(link.ask(ASK), { instanceOf: ConnectionError }))
  isBad = false
  const again = link.ask(ASK)
  await passing(clock, 100, 10)
  t.is((await settled(clock, again)).brokers.length, 1)
  t.is(broker.connections.length, 2)
  link.close()
})

test('who asks while there is no connection shares one, and it is kept', async (t) => {
  const { clock, broker, link } = await linked(answering)
  t.false(link.isConnected)
  await settled(clock, Promise.all([link.ask(ASK), link.ask(ASK), link.ask(ASK)]))
  t.true(link.isConnected)
  t.is(broker.connections.length, 1)
  t.is(broker.count(apis.apiVersions), 1)
  link.close()
})

test('attempts to connect are made after growing pauses, with some chance in them', async (t) => {
  const { clock, settings } = stage()
  const link = new BrokerLink(ADDRESS, settings)
  const pausesMs: number[] = []
  for (let index = 0; index < 9; index++) {
    const beganMs = clock.elapsedMs()
    let isOver = false
    const refused = t.throwsAsync(link.connection(), { instanceOf: ConnectionError, message: /refused/ })
    const over = refused.then(() => {
      isOver = true
    })
    while (!isOver) {
      await quiet(clock, 3)
      if (!isOver) clock.advance(1)
    }
    await over
    pausesMs.push(clock.elapsedMs() - beganMs)
  }
  t.is(link.failures, 9)
  t.is(pausesMs[0], 0)
  for (const [index, wholeMs] of [50, 100, 200, 400, 800, 1_000, 1_000, 1_000].entries()) {
    const pauseMs = pausesMs[index + 1] ?? 0
    t.true(pauseMs >= wholeMs * 0.8 && pauseMs <= wholeMs * 1.2 + 1, `${pauseMs} of ${wholeMs}`)
  }
  t.true(new Set(pausesMs).size > 6)
  link.close()
  t.is(clock.pendingTimers, 0)
})

test('a connection that was lost while it was used is made again after a pause, an idle one at once', async (t) => {
  let isRude = true
  const { clock, broker, link } = await linked((request) => {
    if (request.api.key === apis.metadata.key && isRude) {
      request.connection.destroy()
      return { silent: true }
    }
    return answering(request)
  })
  await settled(
    clock,
    t.throwsAsync(link.ask(ASK), { message: /^Metadata v13 at .* the broker closed the connection/ }),
  )
  isRude = false
  const again = link.ask(ASK)
  await passing(clock, 30, 10)
  t.is(broker.connections.length, 1)
  await passing(clock, 40, 10)
  await settled(clock, again)
  t.is(broker.connections.length, 2)
  broker.connections[1]?.destroy()
  await quiet(clock)
  t.false(link.isConnected)
  await settled(clock, link.ask(ASK))
  t.is(broker.connections.length, 3)
  link.close()
})

test('closing tells those who connect, those who pause and those who wait for answers', async (t) => {
  const { clock, settings } = stage()
  const pausing = new BrokerLink(ADDRESS, settings)
  await settled(clock, t.throwsAsync(pausing.connection(), { instanceOf: ConnectionError }))
  const waits = t.throwsAsync(pausing.ask(ASK), { instanceOf: ClosedError, message: /the client is closed/ })
  const connecting = new BrokerLink(ADDRESS, settings)
  const connects = t.throwsAsync(connecting.ask(ASK), { instanceOf: ClosedError, message: /the client is closed/ })
  await Promise.resolve()
  pausing.close()
  connecting.close()
  await settled(clock, Promise.all([waits, connects]))
  await t.throwsAsync(connecting.ask(ASK), { instanceOf: ClosedError })
  t.is(clock.pendingTimers, 0)
})

test.serial('who listens hears of each request when it begins and when it ends', async (t) => {
  const { clock, link } = await linked(
    (request) => {
      if (request.api.key !== apis.listGroups.key) return answering(request)
      request.connection.destroy()
      return { silent: true }
    },
    { clientId: 'listened-to' },
  )
  const heard: RequestMessage[] = []
  const listen = (message: unknown) => {
    const told = message as RequestMessage
    if (told.request.clientId === 'listened-to') heard.push(told)
  }
  subscribe('millrace:client:request', listen)
  await settled(clock, link.ask(ASK))
  await settled(clock, t.throwsAsync(link.ask({ api: apis.listGroups, body: {} })))
  unsubscribe('millrace:client:request', listen)
  const lines = heard.map((one) => `${one.phase} ${one.request.api} ${one.request.version}`)
  t.deepEqual(lines, [
    'start ApiVersions 4',
    'end ApiVersions 4',
    'start Metadata 13',
    'end Metadata 13',
    'start ListGroups 5',
    'end ListGroups 5',
  ])
  const last = heard.at(-1)
  t.is(last?.request.broker, '127.0.0.1:9092 (1)')
  t.true(last?.phase === 'end' && last.durationMs >= 0 && last.error instanceof ConnectionError)
  t.is(heard[3]?.request, heard[2]?.request)
  link.close()
})
