/** What has been processed leaves the repartition topics, and nothing else leaves anything. */
import { Admin, Producer, silentLogger } from '@millrace/core'
import { apis } from '@millrace/core/protocol'
import { ControlledBroker, fail, ManualClock } from '@millrace/core/testing'
import test from 'ava'
import { RepartitionPurge } from './purge.ts'

const [internal, input] = ['app-again-repartition', 'words'] as const

async function open() {
  const broker = await ControlledBroker.start({ logger: silentLogger, topics: [internal, input] })
  const common = { brokers: [broker.address], logger: silentLogger }
  const [admin, producer] = [new Admin({ ...common, retryBackoffMs: 1, callTimeoutMs: 1_000 }), new Producer(common)]
  for (const topic of [internal, input]) {
    for (let value = 0; value < 10; value += 1) producer.send({ topic, partition: 0, value: String(value) })
  }
  await producer.flush()
  const clock = new ManualClock()
  const purge = new RepartitionPurge(admin, {
    topics: new Set([internal]),
    intervalMs: 30_000,
    clock,
    logger: silentLogger,
  })
  const start = async (topic: string) => {
    const starts = await admin.offsets.list([{ topic, partition: 0, at: 'earliest' }])
    return starts.get(`${topic}-0`)?.offset
  }
  const close = async () => {
    await producer.close()
    await admin.close()
    await broker.close()
  }
  return { broker, clock, purge, start, [Symbol.asyncDispose]: close }
}

const at = (topic: string, offset: number) => ({ topic, partition: 0, offset })

test('records are deleted up to what is committed, of repartition topics only', async (t) => {
  await using stage = await open()
  await stage.purge.run([at(internal, 7), at(input, 7)])
  t.deepEqual([await stage.start(internal), await stage.start(input)], [7, 0])
})

test('a purge is due when the interval is over, counted from the last time', async (t) => {
  await using stage = await open()
  const { clock, purge } = stage
  t.false(purge.isDue)
  clock.advance(30_000)
  t.false(purge.isDue)
  clock.advance(1)
  t.true(purge.isDue)
  await purge.run([at(internal, 1)])
  t.false(purge.isDue)
})

test('a purge is not due while the last one is under way', async (t) => {
  await using stage = await open()
  const { broker, clock, purge } = stage
  const held = broker.hold(apis.deleteRecords)
  const running = purge.run([at(internal, 3)])
  await held.next()
  clock.advance(60_000)
  t.false(purge.isDue)
  held.release()
  await running
  t.true(purge.isDue)
})

test('what has been deleted is not asked for again', async (t) => {
  await using stage = await open()
  const seen = stage.broker.observe(apis.deleteRecords)
  await stage.purge.run([at(internal, 3)])
  await stage.purge.run([at(internal, 3)])
  t.is(seen.requests.length, 1)
  await stage.purge.run([at(internal, 4)])
  t.is(seen.requests.length, 2)
})

test('what could not be deleted is deleted the next time, and nobody hears of it', async (t) => {
  await using stage = await open()
  const control = stage.broker.control(apis.deleteRecords, fail('TOPIC_AUTHORIZATION_FAILED'))
  await stage.purge.run([at(internal, 3)])
  t.is(await stage.start(internal), 0)
  control.remove()
  await stage.purge.run([at(internal, 3)])
  t.is(await stage.start(internal), 3)
})

test('an admin that is closed is no reason to fail', async (t) => {
  const stage = await open()
  await stage[Symbol.asyncDispose]()
  await t.notThrowsAsync(stage.purge.run([at(internal, 3)]))
})
