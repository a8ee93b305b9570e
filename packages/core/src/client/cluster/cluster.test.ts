/** The cluster as a client reaches it: whom it asks, how often, and what it believes. */
import test from 'ava'
import { apis } from '../../protocol/apis.ts'
import { errors } from '../../protocol/errors.ts'
import { ControlledBroker, delay, drop, fail, ManualClock, MemorySockets, silentLogger } from '../../testing.ts'
import { clientSettings } from '../client-options.ts'
import {
  metadata,
  passing,
  quiet,
  type Script,
  ScriptedBroker,
  settled,
  silent,
  stage,
} from '../connection/scripted-broker.contract.ts'
import { AuthenticationError, ClosedError, ConnectionError, TimeoutError } from '../errors.ts'
import { Cluster } from './cluster.ts'

type View = ReturnType<typeof metadata>

/** Answers each question for metadata with what `view` gives at that moment. */
function describing(view: () => View): Script {
  return ({ api }) => (api.key === apis.metadata.key ? view() : undefined)
}

/** A cluster of one scripted broker, and a client. */
async function scripted(view: () => View, options: Parameters<typeof stage>[0] = {}) {
  const { clock, sockets, settings } = stage(options)
  const broker = await ScriptedBroker.start(sockets, { script: describing(view) })
  return { clock, sockets, broker, cluster: new Cluster(settings) }
}

async function embedded() {
  const clock = new ManualClock()
  const sockets = new MemorySockets({ clock })
  const broker = await ControlledBroker.start({ clock, sockets, logger: silentLogger, topics: ['orders'] })
  const settings = clientSettings({ brokers: [broker.address], clock, sockets, logger: silentLogger })
  return { clock, broker, cluster: new Cluster(settings) }
}

test('a client learns of brokers and leaders from whom it was told of', async (t) => {
  const { clock, broker, cluster } = await embedded()
  const view = await settled(clock, cluster.viewOf('orders'))
  t.is(view.partition('orders', 0)?.leaderId, 1)
  t.is(view.brokers.get(1)?.port, broker.port)
  const answer = await settled(clock, cluster.link(1, 'fetch').ask({ api: apis.metadata, body: { topics: [] } }))
  t.is(answer.brokers.length, 1)
  const nobody = await settled(clock, cluster.viewOf('nowhere'))
  t.is(nobody.problems.get('nowhere'), 'UNKNOWN_TOPIC_OR_PARTITION')
  t.throws(() => cluster.link(7), { instanceOf: ConnectionError, code: 'UNKNOWN_BROKER' })
  cluster.close()
  await settled(clock, broker.close())
})

test('dead entries of the bootstrap list keep nobody waiting', async (t) => {
  const brokers = ['127.0.0.1:1', '127.0.0.1:2', '127.0.0.1:3', '127.0.0.1:9092']
  const { clock, sockets, settings } = stage({ brokers })
  await ScriptedBroker.start(sockets, { script: describing(() => metadata({})) })
  await ScriptedBroker.start(sockets, { port: 1, script: () => silent }) // takes connections and says nothing
  await ScriptedBroker.start(sockets, { port: 2, script: () => silent })
  const cluster = new Cluster(settings)
  const view = cluster.refresh()
  view.catch(() => {})
  await passing(clock, 1_000, 500)
  t.is((await settled(clock, view)).brokers.size, 1)
  t.true(clock.elapsedMs() <= 1_000)
  cluster.close()
  await quiet(clock)
  t.is(clock.pendingTimers, 0)
})

test('where no broker answers, the last reason is told', async (t) => {
  const { clock, settings } = stage({ brokers: ['127.0.0.1:1', '127.0.0.1:2'] })
  const cluster = new Cluster(settings)
  const refused = t.throwsAsync(cluster.refresh(), { instanceOf: ConnectionError, message: /connection refused/ })
  await settled(clock, refused)
  cluster.close()
  t.is(clock.pendingTimers, 0)
})

test('a broker that loses the question is not the only one who can answer it', async (t) => {
  const { clock, sockets, settings } = stage({ brokers: ['127.0.0.1:1', '127.0.0.1:2'] })
  for (const port of [1, 2]) {
    const script: Script = ({ api, connection }) => {
      if (api.key !== apis.metadata.key) return undefined
      if (port === 2) return metadata({ brokers: [[2, 2]] })
      connection.destroy()
      return silent
    }
    await ScriptedBroker.start(sockets, { port, script })
  }
  for (let index = 0; index < 4; index++) {
    const cluster = new Cluster(settings)
    t.is((await settled(clock, cluster.refresh())).brokers.size, 1)
    cluster.close()
  }
})

test('all who miss something at once share a question, and the next one waits a little', async (t) => {
  const { clock, broker, cluster } = await scripted(() => metadata({ topics: { a: { leaders: [[1, 0]] } } }))
  const views = [cluster.viewOf('a'), cluster.refresh(), cluster.refresh()]
  await settled(clock, Promise.all(views))
  t.is(broker.count(apis.metadata), 1)
  const second = cluster.refresh()
  await passing(clock, 99)
  t.is(broker.count(apis.metadata), 1)
  await passing(clock, 1)
  t.is(broker.count(apis.metadata), 2)
  await settled(clock, second)
  t.is(await cluster.viewOf('a'), cluster.view)
  t.is(broker.count(apis.metadata), 2)
  cluster.close()
})

test('a topic that is wanted while another question is under way is asked for as well, and at once', async (t) => {
  const { clock, broker, cluster } = await scripted(() => metadata({}))
  const first = cluster.viewOf('a')
  await Promise.resolve()
  const second = cluster.viewOf('b')
  t.is(clock.elapsedMs(), 0)
  await quiet(clock)
  const asked = broker.seen.filter(({ api }) => api.key === apis.metadata.key)
  t.deepEqual(
    asked.at(-1)?.body.topics.map(({ name }: { name: string }) => name),
    ['a', 'b'],
  )
  cluster.close()
  await Promise.allSettled([first, second])
})

test('the view is asked for anew when it is old, and kept where nobody answers', async (t) => {
  let isMute = false
  const { clock, broker, cluster } = await scripted(() => (isMute ? (silent as unknown as View) : metadata({})), {
    metadataMaxAgeMs: 10_000,
    requestTimeoutMs: 1_000,
  })
  await settled(clock, cluster.refresh())
  await passing(clock, 30_000, 1_000)
  t.is(broker.count(apis.metadata), 4)
  isMute = true
  await passing(clock, 30_000, 500)
  t.true(broker.count(apis.metadata) > 6)
  t.is(cluster.view.brokers.size, 1)
  isMute = false
  await passing(clock, 10_000, 500)
  t.true(cluster.viewAgeMs <= 10_000)
  cluster.close()
  await quiet(clock)
  t.is(clock.pendingTimers, 0)
})

test('what a broker knew longer ago does not win, and a new topic of the same name does', async (t) => {
  const ids = ['AAAAAAAAAAAAAAAAAAAAAQ', 'AAAAAAAAAAAAAAAAAAAAAg'] as const
  let view = metadata({ topics: { a: { id: ids[0], leaders: [[1, 5]] } } })
  const { clock, cluster } = await scripted(() => view, { retryBackoffMs: 0 })
  const leader = async () => {
    const { leaderId, leaderEpoch } = (await settled(clock, cluster.refresh())).partition('a', 0) ?? {}
    return [leaderId, leaderEpoch]
  }
  cluster.use(['a'])
  t.deepEqual(await leader(), [1, 5])
  view = metadata({ topics: { a: { id: ids[0], leaders: [[2, 4]] } } })
  t.deepEqual(await leader(), [1, 5])
  view = metadata({ topics: { a: { id: ids[0], leaders: [[2, 6]] } } })
  t.deepEqual(await leader(), [2, 6])
  view = metadata({ topics: { a: { id: ids[1], leaders: [[3, 0]] } } })
  t.deepEqual(await leader(), [3, 0])
  cluster.learnLeader({ topic: 'a', partition: 0, leaderId: 4, leaderEpoch: 0 })
  t.is(cluster.view.partition('a', 0)?.leaderId, 3)
  cluster.learnLeader({ topic: 'a', partition: 0, leaderId: 4, leaderEpoch: 1 }, [{ nodeId: 4, host: 'x', port: 4 }])
  t.is(cluster.view.partition('a', 0)?.leaderId, 4)
  t.is(cluster.view.brokers.get(4)?.host, 'x')
  view = metadata({})
  t.deepEqual(await leader(), [undefined, undefined])
  view = metadata({ topics: { a: { id: ids[1], leaders: [[1, 0]] } } })
  t.deepEqual(await leader(), [1, 0])
  cluster.close()
})

test('a broker that moved is asked at its new place, and what waited at the old one may be tried again', async (t) => {
  let port = 9092
  const { clock, sockets, cluster } = await scripted(() => metadata({ brokers: [[1, port]] }), { retryBackoffMs: 0 })
  const moved = await ScriptedBroker.start(sockets, { port: 9093, script: describing(() => metadata({})) })
  await settled(clock, cluster.refresh())
  const waiting = cluster.link(1, 'group').ask({ api: apis.listGroups, body: {} })
  const told = t.throwsAsync(waiting, { instanceOf: ConnectionError, code: 'BROKER_MOVED' })
  const old = cluster.link(1, 'group')
  await quiet(clock)
  port = 9093
  await settled(clock, cluster.refresh())
  await told
  await t.throwsAsync(settled(clock, old.connection()), { code: 'BROKER_MOVED' })
  await settled(clock, cluster.link(1, 'group').ask({ api: apis.metadata, body: { topics: [] } }))
  t.is(moved.count(apis.metadata), 1)
  cluster.close()
})

test('a broker that a view lacks is not cut off', async (t) => {
  let brokers: [number, number][] = [
    [1, 9092],
    [2, 9093],
  ]
  const { clock, sockets, cluster } = await scripted(() => metadata({ brokers }), { retryBackoffMs: 0 })
  const other = await ScriptedBroker.start(sockets, { port: 9093, script: describing(() => metadata({ brokers })) })
  await settled(clock, cluster.refresh())
  const link = cluster.link(2)
  await settled(clock, link.connection())
  brokers = [[1, 9092]]
  await settled(clock, cluster.refresh())
  t.true(link.isConnected)
  t.throws(() => cluster.link(2), { code: 'UNKNOWN_BROKER' })
  cluster.close()
  await quiet(clock)
  t.is(other.ended, 1)
})

test('an error in the answer is no view', async (t) => {
  const { clock, cluster } = await scripted(() => ({ ...metadata({}), errorCode: 31 }))
  await settled(clock, t.throwsAsync(cluster.refresh(), { code: 'CLUSTER_AUTHORIZATION_FAILED' }))
  t.is(cluster.view.brokers.size, 0)
  cluster.close()
})

test('a topic is asked for while somebody follows it, and for a time after it was used', async (t) => {
  const { clock, broker, cluster } = await scripted(() => metadata({}), {
    retryBackoffMs: 0,
    metadataMaxIdleMs: 60_000,
  })
  const asked = async () => {
    await settled(clock, cluster.refresh())
    return broker.seen.at(-1)?.body.topics.map(({ name }: { name: string }) => name)
  }
  let topics = ['a', 'b']
  const unfollow = cluster.follow(() => topics)
  cluster.use(['c'])
  t.deepEqual(await asked(), ['c', 'a', 'b'])
  topics = ['b']
  await passing(clock, 59_999)
  t.deepEqual(await asked(), ['c', 'b'])
  await passing(clock, 1)
  t.deepEqual(await asked(), ['b'])
  unfollow()
  t.deepEqual(await asked(), [])
  cluster.close()
})

test('a view of all topics is not one that was asked for before somebody followed all', async (t) => {
  const { clock, broker, cluster } = await scripted(() => metadata({}), { retryBackoffMs: 10_000 })
  const first = cluster.refresh()
  await quiet(clock)
  cluster.follow(() => 'all')
  await settled(clock, Promise.all([first, cluster.viewOfAll()]))
  t.is(broker.seen.at(-1)?.body.topics, null)
  t.false(broker.seen.at(-1)?.body.allowAutoTopicCreation)
  cluster.close()
})

test('work is tried again until it succeeds, with pauses', async (t) => {
  const { clock, broker, cluster } = await embedded()
  broker.control(apis.metadata, drop, { times: 3 })
  const view = cluster.retrying(() => cluster.refresh(), { deadlineMs: 60_000 })
  view.catch(() => {})
  await passing(clock, 3_000, 50)
  t.is((await settled(clock, view)).brokers.size, 1)
  cluster.close()
  await settled(clock, broker.close())
})

test('work ends with its time, its caller or its client, whichever comes first, also while it is under way', async (t) => {
  const { clock, cluster } = await scripted(() => metadata({}))
  const never = () => new Promise<void>(() => {})
  const late = t.throwsAsync(cluster.retrying(never, { deadlineMs: clock.elapsedMs() + 500 }), {
    instanceOf: TimeoutError,
    message: 'not done within 500 ms (TIMED_OUT)',
  })
  await passing(clock, 500)
  await late
  const caller = new AbortController()
  const options = { deadlineMs: Number.POSITIVE_INFINITY, signal: caller.signal }
  const given = t.throwsAsync(cluster.retrying(never, options), { instanceOf: ClosedError, message: /caller gave up/ })
  caller.abort()
  await given
  await t.throwsAsync(cluster.retrying(never, options), { instanceOf: ClosedError })
  const pausing = () => Promise.reject(new ConnectionError('no'))
  const forever = { deadlineMs: Number.POSITIVE_INFINITY }
  const closed = [never, pausing].map((work) => {
    return t.throwsAsync(cluster.retrying(work, forever), { instanceOf: ClosedError, message: /client is closed/ })
  })
  await quiet(clock)
  cluster.close()
  await Promise.all(closed)
  await quiet(clock)
  t.is(clock.pendingTimers, 0)
})

test('the last problem is told when there is no time for another attempt, and a final one at once', async (t) => {
  const { clock, cluster } = await scripted(() => metadata({}))
  const refused = () => Promise.reject(new ConnectionError('no'))
  const soon = clock.elapsedMs() + 50
  await t.throwsAsync(settled(clock, cluster.retrying(refused, { deadlineMs: soon })), { code: 'NOT_CONNECTED' })
  let tries = 0
  const final = () => {
    tries += 1
    return Promise.reject(new AuthenticationError('no'))
  }
  await t.throwsAsync(cluster.retrying(final, { deadlineMs: 1e9 }), { instanceOf: AuthenticationError })
  t.is(tries, 1)
  cluster.close()
})

test('a client that is closed in the middle of everything leaves nothing behind', async (t) => {
  const { clock, broker, cluster } = await embedded()
  await settled(clock, cluster.viewOf('orders'))
  broker.control(apis.metadata, delay(60_000))
  broker.control(apis.listGroups, fail('COORDINATOR_LOAD_IN_PROGRESS'))
  const forever = { deadlineMs: Number.POSITIVE_INFINITY }
  const all = [
    cluster.refresh(),
    cluster.viewOf('other'),
    cluster.link(1, 'group').ask({ api: apis.metadata, body: { topics: [] } }),
    cluster.link(1, 'fetch').connection(),
    cluster.retrying(() => cluster.refresh(), forever),
    cluster.askAny({ api: apis.metadata, body: { topics: [] } }),
  ].map((one) =>
    t.throwsAsync(one as Promise<unknown>, { instanceOf: ClosedError, message: 'the client is closed (CLOSED)' }),
  )
  cluster.close()
  await settled(clock, Promise.all(all))
  await t.throwsAsync(cluster.refresh(), { instanceOf: ClosedError })
  await t.throwsAsync(cluster.viewOf('orders2'), { instanceOf: ClosedError })
  t.throws(() => cluster.link(1), { instanceOf: ClosedError })
  cluster.close()
  await settled(clock, broker.close())
  await quiet(clock)
  t.is(clock.pendingTimers, 0)
})

test('a client that a broker sends back to where it began connects anew, by its list', async (t) => {
  let errorCode = 0
  const { clock, broker, cluster } = await scripted(() => ({ ...metadata({}), errorCode }))
  await settled(clock, cluster.refresh())
  errorCode = errors.REBOOTSTRAP_REQUIRED.code
  const refused = t.throwsAsync(cluster.refresh(), { instanceOf: ConnectionError, code: 'REBOOTSTRAP_REQUIRED' })
  await passing(clock, 100)
  await refused
  t.is(cluster.view.brokers.size, 0)
  t.throws(() => cluster.link(1), { instanceOf: ConnectionError, code: 'UNKNOWN_BROKER' })
  const greetings = broker.count(apis.apiVersions)
  errorCode = 0
  await passing(clock, 1_500, 50) // by itself
  t.deepEqual([...cluster.view.brokers.keys()], [1])
  t.is(broker.count(apis.apiVersions), greetings + 1)
  cluster.close()
  await quiet(clock)
  t.is(clock.pendingTimers, 0)
})

test('work that was not done in time says what it failed with', async (t) => {
  const { clock, cluster } = await scripted(() => metadata({}))
  const fails = () => Promise.reject(new ConnectionError('the door is shut', { place: { broker: 'here' } }))
  const late = t.throwsAsync(cluster.retrying(fails, { deadlineMs: clock.elapsedMs() + 500 }), {
    message: /here: the door is shut/,
  })
  await passing(clock, 1_000, 50)
  await late
  cluster.close()
})
