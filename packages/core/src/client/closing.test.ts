/**
 * Closing with brokers that are gone or do not answer, at every stage of a client's life: it ends in time, whoever
 * waits is told, and no timer is left.
 */
import test, { type ExecutionContext } from 'ava'
import { silentLogger } from '../host/logger.ts'
import { SeededRandom } from '../host/random.ts'
import { apis } from '../protocol/apis.ts'
import { Admin } from './admin/admin.ts'
import { Consumer } from './consumer/consumer.ts'
import type { Producer } from './producer/producer.ts'
import { ProducerStage } from './producer/producer-stage.contract.ts'

const TIMEOUT_MS = 500

/** How brokers are away: closed, so that nobody listens; or there, and silent. */
const absences: Readonly<Record<string, (stage: ProducerStage) => Promise<void>>> = {
  gone: async (stage) => await stage.until(stage.broker.close()),
  silent: async (stage) => void stage.broker.control('any', () => new Promise(() => {})),
}

function clientOf({ clock, sockets, broker }: ProducerStage) {
  return { brokers: [broker.address], clock, sockets, random: new SeededRandom(3), logger: silentLogger }
}

/** Closes in time, and leaves nothing behind: neither timers nor anybody who waits. */
async function closes(t: ExecutionContext, stage: ProducerStage, story: Story): Promise<void> {
  const settled = Promise.allSettled(story.waiting)
  const beganMs = stage.clock.elapsedMs()
  await stage.until(story.close())
  t.true(stage.clock.elapsedMs() - beganMs <= TIMEOUT_MS + 5, `${stage.clock.elapsedMs() - beganMs} ms`)
  await stage.until(settled)
  await stage.until(stage.broker.close())
  await stage.pass(10)
  t.is(stage.clock.pendingTimers, 0)
}

interface Story {
  readonly close: () => Promise<void>
  readonly waiting: readonly Promise<unknown>[]
}

const record = { topic: 'orders', partition: 0, value: 'x' }
const group = { groupId: 'readers' }

/** What a producer is at when the brokers go; then what it goes on to try. */
const producing: Readonly<Record<string, [(stage: ProducerStage, producer: Producer) => Promise<void>, Waiting]>> = {
  'before it has connected': [async () => {}, () => []],
  'before it has connected, with records': [
    async () => {},
    (producer) => [producer.sendAndWait(record), producer.sendAndWait({ topic: 'unknown', value: 'x' })],
  ],
  'while transactions are initialised': [async () => {}, (producer) => [producer.initTransactions()]],
  'between transactions': [(stage, producer) => stage.until(producer.initTransactions()), () => []],
  'in the middle of a transaction': [
    inTransaction,
    (producer) => [producer.sendAndWait(record), producer.sendOffsets([{ ...record, offset: 1 }], group)],
  ],
  'while a transaction is committed': [inTransaction, (producer) => [producer.commit()]],
  'while a transaction is aborted': [inTransaction, (producer) => [producer.abort()]],
}

type Waiting = (producer: Producer) => Promise<unknown>[]

async function inTransaction(stage: ProducerStage, producer: Producer): Promise<void> {
  await stage.until(producer.initTransactions())
  producer.begin()
  await stage.until(producer.sendAndWait(record))
}

for (const [absence, away] of Object.entries(absences)) {
  for (const [what, [before, during]] of Object.entries(producing)) {
    test(`a producer closes in time when brokers are ${absence} ${what}`, async (t) => {
      const stage = await ProducerStage.open()
      const isPlain = what.includes('connected')
      const producer = stage.producer({ lingerMs: 0, onError: () => {}, ...(isPlain ? {} : { transactionalId: 'tx' }) })
      await before(stage, producer)
      await away(stage)
      const waiting = during(producer).map((one) => one.catch(() => {}))
      await stage.pass(20)
      await closes(t, stage, { close: () => producer.close({ timeoutMs: TIMEOUT_MS }), waiting })
    })
  }

  for (const how of ['by itself', 'in a group'] as const) {
    const ofGroup = how === 'in a group' ? { group } : {}
    const open = (stage: ProducerStage) => new Consumer({ ...clientOf(stage), topics: ['orders'], ...ofGroup })

    test(`a consumer ${how} closes in time when brokers are ${absence} before it has connected`, async (t) => {
      const stage = await ProducerStage.open()
      await away(stage)
      const consumer = open(stage)
      const waiting = [consumer.records().next()]
      await stage.pass(20)
      await closes(t, stage, { close: () => consumer.close({ timeoutMs: TIMEOUT_MS }), waiting })
    })

    test(`a consumer ${how} closes in time when brokers are ${absence} in the middle of a fetch`, async (t) => {
      const stage = await ProducerStage.open()
      const consumer = open(stage)
      const waiting: Promise<unknown>[] = [consumer.records().next()]
      const fetches = stage.broker.observe(apis.fetch)
      while (fetches.requests.length === 0) await stage.pass(5)
      await away(stage)
      if (how === 'in a group') waiting.push(consumer.commit([{ ...record, offset: 1 }]).catch(() => {}))
      waiting.push(consumer.endOffsets([record]).catch(() => {}))
      await closes(t, stage, { close: () => consumer.close({ timeoutMs: TIMEOUT_MS }), waiting })
    })
  }

  for (const api of [apis.joinGroup, apis.syncGroup, apis.offsetFetch]) {
    test(`a member closes in time when brokers are ${absence} in the middle of ${api.name}`, async (t) => {
      const stage = await ProducerStage.open()
      const held = stage.broker.hold(api as typeof apis.joinGroup)
      const consumer = new Consumer({ ...clientOf(stage), topics: ['orders'], group })
      const waiting = [consumer.records().next()]
      await stage.until(held.next())
      await away(stage)
      await closes(t, stage, { close: () => consumer.close({ timeoutMs: TIMEOUT_MS }), waiting })
    })
  }

  test(`a member whose hook does not return closes in time when brokers are ${absence}`, async (t) => {
    const stage = await ProducerStage.open()
    let isAssigned = false
    const onAssigned = () => {
      isAssigned = true
      return new Promise<void>(() => {})
    }
    const consumer = new Consumer({ ...clientOf(stage), topics: ['orders'], group: { ...group, onAssigned } })
    while (!isAssigned) await stage.pass(5)
    await away(stage)
    await closes(t, stage, { close: () => consumer.close({ timeoutMs: TIMEOUT_MS }), waiting: [] })
  })

  for (const timeoutMs of [0, TIMEOUT_MS]) {
    test(`an admin with a call under way closes within ${timeoutMs} ms when brokers are ${absence}`, async (t) => {
      const stage = await ProducerStage.open()
      const admin = new Admin(clientOf(stage))
      await stage.until(admin.topics.list())
      await away(stage)
      const waiting = [admin.topics.list().catch(() => {}), admin.groups.list().catch(() => {})]
      await stage.pass(20)
      await closes(t, stage, { close: () => admin.close({ timeoutMs }), waiting })
    })
  }

  test(`an admin that has not connected closes in time when brokers are ${absence}`, async (t) => {
    const stage = await ProducerStage.open()
    await away(stage)
    const admin = new Admin(clientOf(stage))
    const waiting = [admin.describeCluster().catch(() => {})]
    await stage.pass(20)
    await closes(t, stage, { close: () => admin.close({ timeoutMs: TIMEOUT_MS }), waiting })
  })
}
