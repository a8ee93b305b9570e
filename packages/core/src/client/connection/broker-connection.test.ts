/** One connection: the window, the order of answers, and everything that a broker should not do. */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { ClosedError, ConnectionError, TimeoutError } from '../errors.ts'
import type { BrokerConnection } from './broker-connection.ts'
import { BrokerLink } from './broker-link.ts'
import {
  metadata,
  passing,
  quiet,
  type Script,
  ScriptedBroker,
  type SeenRequest,
  settled,
  silent,
  stage,
} from './scripted-broker.contract.ts'

const ADDRESS = { nodeId: 1, host: '127.0.0.1', port: 9092 }

/** A connection to a broker that keeps the requests for the test to answer. */
async function connected(options: Parameters<typeof stage>[0] = {}, script: Script = () => undefined) {
  const { clock, sockets, settings } = stage(options)
  const kept: SeenRequest[] = []
  const broker = await ScriptedBroker.start(sockets, {
    script: (request) => {
      if (request.api.key !== apis.apiVersions.key) kept.push(request)
      return script(request)
    },
  })
  const link = new BrokerLink(ADDRESS, settings)
  const connection = await settled(clock, link.connection())
  return { clock, broker, link, connection, kept }
}

function askTopic(connection: BrokerConnection, name: string, options: { timeoutMs?: number } = {}) {
  return connection.ask({ api: apis.metadata, body: { topics: [{ name }] }, ...options })
}

const found = (name: string) => metadata({ topics: { [name]: { leaders: [] } } })
const nameIn = (body: { topics: { name: string | null }[] }) => body.topics[0]?.name

test('five requests are under way at once, the others follow as answers come, and each gets its own', async (t) => {
  const { clock, connection, kept, link } = await connected()
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
  const answers = Promise.all(names.map((name) => askTopic(connection, name)))
  await quiet(clock)
  t.deepEqual(
    kept.map(({ body }) => nameIn(body)),
    ['a', 'b', 'c', 'd', 'e'],
  )
  t.is(connection.pendingRequests, 7)
  kept[0]?.reply(found('a'))
  await quiet(clock)
  t.is(kept.length, 6)
  for (const [index, name] of names.entries()) {
    if (index > 0) kept[index]?.reply(found(name))
    await quiet(clock)
  }
  t.deepEqual((await answers).map(nameIn), names)
  link.close()
  await quiet(clock)
  t.is(clock.pendingTimers, 0)
})

test('a broker that does not answer loses the connection, and all who wait hear of it', async (t) => {
  const { clock, broker, connection, kept } = await connected({ requestTimeoutMs: 1_000 })
  const asked = Promise.allSettled(Array.from({ length: 7 }, () => askTopic(connection, 'a')))
  await passing(clock, 999)
  t.false(connection.isClosed)
  await passing(clock, 1)
  for (const one of await asked) {
    const problem = one.status === 'rejected' ? one.reason : undefined
    t.true(problem instanceof TimeoutError)
    t.is(problem.message, 'Metadata v13 at 127.0.0.1:9092 (1): no answer came within 1000 ms (TIMED_OUT)')
    t.true(problem.retriable)
  }
  await quiet(clock)
  t.is(broker.ended, 1)
  t.is(kept.length, 5)
  t.is(clock.pendingTimers, 0)
})

test("a request that may take long does not hide that the next one is overdue, nor is its time the next one's", async (t) => {
  const { clock, connection, kept } = await connected()
  const long = askTopic(connection, 'long', { timeoutMs: 300_000 })
  const short = t.throwsAsync(askTopic(connection, 'short', { timeoutMs: 1_000 }), { instanceOf: TimeoutError })
  await passing(clock, 60_000, 10_000)
  kept[0]?.reply(found('long'))
  t.is(nameIn(await settled(clock, long)), 'long')
  await passing(clock, 999)
  t.false(connection.isClosed)
  await passing(clock, 1)
  t.true(connection.isClosed)
  await short
})

test("an answer that is another request's reaches nobody, and the connection is over", async (t) => {
  const { clock, connection, kept } = await connected()
  const asked = [askTopic(connection, 'a'), askTopic(connection, 'b')].map((one) => t.throwsAsync(one))
  await quiet(clock)
  kept[0]?.reply(found('a'), { correlationId: kept[1]?.correlationId ?? -1 })
  const problems = await settled(clock, Promise.all(asked))
  for (const problem of problems) t.true(problem instanceof ConnectionError)
  t.regex(problems[0]?.message ?? '', /expected the answer to request 2, found that to 3 \(BAD_ANSWER\)$/)
  t.is(clock.pendingTimers, 0)
})

test('an answer that nobody asked for ends the connection', async (t) => {
  const { clock, connection, kept } = await connected()
  const asked = askTopic(connection, 'a')
  await quiet(clock)
  kept[0]?.reply(found('a'))
  kept[0]?.reply(found('a'))
  t.is(nameIn(await settled(clock, asked)), 'a')
  await quiet(clock)
  t.regex(connection.closedBy?.message ?? '', /an answer came that nobody asked for/)
})

for (const [what, bytes, message] of [
  ['text', Buffer.from('HTTP/1.1 400 Bad Request\r\n'), /not Kafka's protocol.*the text 'HTTP'/],
  ['a TLS alert', Buffer.from([0x15, 3, 3, 0, 2, 2, 10]), /not Kafka's protocol.*a TLS alert/],
  ['a negative size', Buffer.from([0xff, 0xff, 0xff, 0xff]), /not Kafka's protocol/],
  ['an empty frame', Buffer.alloc(4), /an answer came that has no header/],
] as const) {
  test(`a peer that sends ${what} is no broker`, async (t) => {
    const { clock, connection, kept } = await connected()
    const asked = t.throwsAsync(askTopic(connection, 'a'), { instanceOf: ConnectionError, message })
    await quiet(clock)
    kept[0]?.connection.write([bytes])
    await settled(clock, asked)
    t.is(clock.pendingTimers, 0)
  })
}

test('an answer that cannot be read ends the connection and says where', async (t) => {
  const { clock, connection, kept } = await connected()
  const [first, second] = [askTopic(connection, 'a'), askTopic(connection, 'b')].map((one) => t.throwsAsync(one))
  await quiet(clock)
  const frame = Buffer.alloc(4 + 9, 0xee)
  frame.writeInt32BE(9, 0)
  frame.writeInt32BE(kept[0]?.correlationId ?? 0, 4)
  kept[0]?.connection.write([frame])
  const problem = await settled(clock, first as Promise<Error | undefined>)
  t.regex(problem?.message ?? '', /^Metadata v13 at 127\.0\.0\.1:9092 \(1\): the answer cannot be read \(BAD_ANSWER\)$/)
  t.is((problem?.cause as Error | undefined)?.name, 'DecodeError')
  t.true((await second) instanceof ConnectionError)
})

test('a broker that hangs up in the middle of an answer has not answered', async (t) => {
  const { clock, connection, kept } = await connected()
  const asked = t.throwsAsync(askTopic(connection, 'a'), {
    instanceOf: ConnectionError,
    message: /closed the connection/,
  })
  await quiet(clock)
  kept[0]?.connection.write([Buffer.from([0, 0, 0, 100, 0, 0, 0, 2, 0])])
  await quiet(clock)
  kept[0]?.connection.destroy()
  await settled(clock, asked)
  t.is(clock.pendingTimers, 0)
})

test('a request that cannot be encoded fails alone', async (t) => {
  const { clock, connection, kept } = await connected()
  const bad = { api: apis.metadata, body: { topics: [{ name: 5 as unknown as string }] } }
  await settled(
    clock,
    t.throwsAsync(connection.ask(bad)).then(() => {}),
  )
  const asked = askTopic(connection, 'a')
  await quiet(clock)
  kept[0]?.reply(found('a'))
  t.is(nameIn(await settled(clock, asked)), 'a')
})

test('a broker that wants a pause gets it, and then what has waited', async (t) => {
  const { clock, connection, kept } = await connected()
  const first = askTopic(connection, 'a')
  await quiet(clock)
  kept[0]?.reply({ ...found('a'), throttleTimeMs: 700 })
  await settled(clock, first)
  const second = askTopic(connection, 'b')
  await passing(clock, 699)
  t.is(kept.length, 1)
  await passing(clock, 1)
  t.is(kept.length, 2)
  kept[1]?.reply(found('b'))
  t.is(nameIn(await settled(clock, second)), 'b')
})

test('no pause is longer than an answer would be waited for', async (t) => {
  const { clock, connection, kept } = await connected({ requestTimeoutMs: 1_000 })
  const first = askTopic(connection, 'a')
  await quiet(clock)
  kept[0]?.reply({ ...found('a'), throttleTimeMs: 0x7fffffff })
  await settled(clock, first)
  const second = t.throwsAsync(askTopic(connection, 'b'), { instanceOf: ClosedError })
  await passing(clock, 1_000)
  t.is(kept.length, 2)
  connection.close(new ClosedError('the test is over'))
  await second
})

test('a pause is not cut short by an answer that asks for a shorter one', async (t) => {
  const { clock, connection, kept } = await connected()
  const both = Promise.all([askTopic(connection, 'a'), askTopic(connection, 'b')])
  await quiet(clock)
  kept[0]?.reply({ ...found('a'), throttleTimeMs: 700 })
  kept[1]?.reply({ ...found('b'), throttleTimeMs: 100 })
  await settled(clock, both)
  t.is(connection.mutedUntilMs, clock.elapsedMs() + 700)
  const third = askTopic(connection, 'c')
  await passing(clock, 699)
  t.is(kept.length, 2)
  await passing(clock, 1)
  kept[2]?.reply(found('c'))
  t.is(nameIn(await settled(clock, third)), 'c')
})

test('what no answer comes to keeps its place behind what waits', async (t) => {
  const { clock, connection, kept } = await connected()
  const left: string[] = []
  const produce = { api: apis.produce, body: { transactionalId: null, acks: 0, timeoutMs: 1, topicData: [] } }
  connection.tell(produce, () => left.push('first'))
  t.deepEqual(left, ['first'])
  const asked = Promise.allSettled(Array.from({ length: 6 }, () => askTopic(connection, 'a')))
  connection.tell(produce, () => left.push('second'))
  await quiet(clock)
  t.deepEqual(
    kept.map(({ api }) => api.name),
    ['Produce', ...Array.from({ length: 5 }, () => 'Metadata')],
  )
  kept[1]?.reply(found('a'))
  await quiet(clock)
  t.deepEqual(
    kept.slice(6).map(({ api }) => api.name),
    ['Metadata', 'Produce'],
  )
  t.deepEqual(left, ['first', 'second'])
  connection.close(new ClosedError('the test is over'))
  t.throws(() => connection.tell(produce), { instanceOf: ClosedError })
  await asked
})

test('an idle connection is closed before the broker does it, and opened again without a word', async (t) => {
  const { clock, broker, link, connection } = await connected({ connectionsMaxIdleMs: 540_000 }, ({ body, api }) => {
    return api.key === apis.metadata.key ? found(body.topics[0].name) : undefined
  })
  await passing(clock, 300_000)
  await settled(clock, askTopic(connection, 'a'))
  await passing(clock, 539_999)
  t.true(link.isConnected)
  await passing(clock, 1)
  t.false(link.isConnected)
  t.is(broker.ended, 1)
  t.is(clock.pendingTimers, 0)
  const again = await settled(clock, link.ask({ api: apis.metadata, body: { topics: [{ name: 'b' }] } }))
  t.is(nameIn(again), 'b')
  t.is(link.failures, 0)
  link.close()
})

test('a request that is under way for longer than connections may be idle is waited for', async (t) => {
  const { clock, connection, kept } = await connected({ connectionsMaxIdleMs: 1_000 })
  const asked = askTopic(connection, 'a')
  await passing(clock, 5_000, 500)
  kept[0]?.reply(found('a'))
  t.is(nameIn(await settled(clock, asked)), 'a')
  await passing(clock, 1_000)
  t.true(connection.isClosed)
})

test('there is a limit to what may wait', async (t) => {
  const { clock, connection } = await connected()
  const all = Promise.allSettled(Array.from({ length: 10_005 }, () => askTopic(connection, 'a')))
  await t.throwsAsync(askTopic(connection, 'a'), { code: 'TOO_MANY_REQUESTS' })
  connection.close(new ClosedError('the test is over'))
  t.is((await all).length, 10_005)
  await quiet(clock)
  t.is(clock.pendingTimers, 0)
})

test('a broker that says nothing to the handshake is given up in time', async (t) => {
  const { clock, sockets, settings } = stage({ connectTimeoutMs: 2_000 })
  const broker = await ScriptedBroker.start(sockets, { script: () => silent })
  const link = new BrokerLink(ADDRESS, settings)
  const asked = t.throwsAsync(link.connection(), { instanceOf: TimeoutError, message: /within 2000 ms/ })
  await quiet(clock)
  await passing(clock, 2_000)
  await asked
  await quiet(clock)
  t.is(broker.ended, 1)
  t.is(clock.pendingTimers, 0)
})
