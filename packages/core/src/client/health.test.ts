/** Clients whose broker stops: the process lives, and nothing gets done. Their health says so, and since when. */
import test from 'ava'
import { silentLogger } from '../host/logger.ts'
import { SeededRandom } from '../host/random.ts'
import { apis } from '../protocol/apis.ts'
import { fail, loseAnswer } from '../testing.ts'
import { Admin } from './admin/admin.ts'
import { Consumer } from './consumer/consumer.ts'
import { ClosedError, FencedError } from './errors.ts'
import { ProducerStage } from './producer/producer-stage.contract.ts'

function clientOf({ clock, sockets, broker }: ProducerStage) {
  return { brokers: [broker.address], clock, sockets, random: new SeededRandom(3), logger: silentLogger }
}

test('a producer whose broker stops tells how long its oldest record waits, and when it last delivered one', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer({ lingerMs: 0 })
  const nothing = { batchesWaiting: 0, batchesInFlight: 0, oldestUndeliveredMs: null, bufferedBytes: 0, failure: null }
  t.deepEqual(producer.health(), { ...nothing, sinceLastDeliveryMs: null, sinceLastAnswerMs: null, transaction: null })
  await stage.until(producer.sendAndWait({ topic: 'orders', partition: 0, value: 'x' }))
  t.like(producer.health(), nothing)
  t.true((producer.health().sinceLastDeliveryMs ?? 1e9) < 100)
  const held = stage.broker.hold(apis.produce)
  producer.send({ topic: 'orders', partition: 0, value: 'y' })
  await stage.pass(20)
  producer.send({ topic: 'orders', partition: 0, value: 'z' })
  producer.send({ topic: 'orders', partition: 1, value: 'z' })
  await stage.pass(10_000, 10)
  const stuck = producer.health()
  t.true(stuck.batchesInFlight + stuck.batchesWaiting >= 3)
  for (const since of [stuck.oldestUndeliveredMs, stuck.sinceLastDeliveryMs, stuck.sinceLastAnswerMs]) {
    t.true((since ?? 0) >= 10_000 && (since ?? 0) < 10_200, `${since}`)
  }
  t.is(stuck.failure, null)
  held.release()
  await stage.until(producer.flush())
  t.like(producer.health(), nothing)
  t.true((producer.health().sinceLastDeliveryMs ?? 1e9) < 200)
  await stage.until(producer.close())
  t.true(producer.health().failure instanceof ClosedError)
})

test('a record that waits for its topic is one that is not delivered', async (t) => {
  await using stage = await ProducerStage.open()
  await stage.until(stage.broker.close())
  const producer = stage.producer({ onError: () => {} })
  producer.send({ topic: 'orders', value: 'x' })
  await stage.pass(5_000, 10)
  t.like(producer.health(), { batchesWaiting: 0, sinceLastAnswerMs: null, sinceLastDeliveryMs: null })
  t.is(producer.health().oldestUndeliveredMs, 5_000)
})

test('a transactional producer tells where it stands, and that another has fenced it off', async (t) => {
  await using stage = await ProducerStage.open()
  const producer = stage.producer({ transactionalId: 'tx', lingerMs: 0 })
  t.is(producer.health().transaction, 'new')
  await stage.until(producer.initTransactions())
  producer.begin()
  t.is(producer.health().transaction, 'open')
  stage.broker.control(apis.produce, fail('INVALID_RECORD'), { times: 1 })
  await stage.until(producer.sendAndWait({ topic: 'orders', value: 'x' }).catch(() => {}))
  t.like(producer.health(), { transaction: 'abortable', failure: null })
  await stage.until(producer.abort())
  await stage.until(stage.producer({ transactionalId: 'tx' }).initTransactions())
  producer.begin()
  await t.throwsAsync(stage.until(producer.sendAndWait({ topic: 'orders', value: 'x' })))
  await t.throwsAsync(stage.until(producer.abort()))
  t.like(producer.health(), { transaction: 'fatal' })
  t.true(producer.health().failure instanceof FencedError)
})

test('a consumer whose broker stops tells since when no fetch and no heartbeat was answered', async (t) => {
  await using stage = await ProducerStage.open()
  await stage.until(stage.producer().sendAndWait({ topic: 'orders', partition: 0, value: 'x' }))
  const consumer = new Consumer({ ...clientOf(stage), topics: ['orders'], from: 'earliest', group: 'readers' })
  const nothing = { partitions: [], lag: 0, sinceLastFetchMs: null, sinceHeartbeatMs: null, sinceLastAnswerMs: null }
  t.deepEqual(consumer.health(), { ...nothing, member: 'joining', failure: null })
  const records = consumer.records()
  await stage.until(records.next())
  const waiting = records.next()
  await stage.pass(20_000, 10)
  const well = consumer.health()
  t.like(well, { lag: 0, member: 'stable', failure: null })
  t.is(well.partitions.length, 3)
  t.true((well.sinceLastFetchMs ?? 1e9) <= 600, 'also where nothing is new')
  t.true((well.sinceHeartbeatMs ?? 1e9) <= 3_200)
  await stage.until(stage.broker.close())
  await stage.pass(20_000, 10)
  const stuck = consumer.health()
  for (const since of [stuck.sinceLastFetchMs, stuck.sinceHeartbeatMs, stuck.sinceLastAnswerMs]) {
    t.true((since ?? 0) >= 20_000, `${since}`)
  }
  t.like(stuck, { member: 'stable', failure: null })
  await stage.until(consumer.close({ timeoutMs: 100 }))
  t.like(await stage.until(waiting), { done: true })
  t.true(consumer.health().failure instanceof ClosedError)
  t.is(consumer.health().member, 'closed')
})

test('an admin tells of calls that come to no end', async (t) => {
  await using stage = await ProducerStage.open()
  const admin = new Admin(clientOf(stage))
  t.deepEqual(admin.health(), { callsUnderWay: 0, oldestCallMs: null, sinceLastAnswerMs: null, failure: null })
  await stage.until(admin.topics.list())
  t.like(admin.health(), { callsUnderWay: 0, oldestCallMs: null })
  stage.broker.control('any', loseAnswer)
  const call = admin.topics.list({ timeoutMs: 30_000 }).catch(() => {})
  await stage.pass(5_000, 10)
  t.like(admin.health(), { callsUnderWay: 1, oldestCallMs: 5_000, failure: null })
  t.true((admin.health().sinceLastAnswerMs ?? 0) >= 5_000)
  await admin.close()
  await stage.until(call)
  t.like(admin.health(), { callsUnderWay: 0 })
  t.true(admin.health().failure instanceof ClosedError)
})
