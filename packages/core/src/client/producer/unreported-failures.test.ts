/** A program that ignores what becomes of its records hears of those that are lost, however it sends them. */
import test from 'ava'
import type { LogFields } from '../../host/logger.ts'
import { silentLogger } from '../../host/logger.ts'
import { apis } from '../../protocol/apis.ts'
import { drop, fail } from '../../testing.ts'
import type { ClientError } from '../errors.ts'
import type { Producer } from './producer.ts'
import { ProducerStage } from './producer-stage.contract.ts'

const record = { topic: 'orders', partition: 0, value: 'x' }

/** Ways to send a record and not to ask what becomes of it. */
const ways: Readonly<Record<string, (producer: Producer) => void>> = {
  send: (producer) => producer.send(record),
  'send without a partition': (producer) => producer.send({ topic: 'orders', key: 'a', value: 'x' }),
  'a partition writer': (producer) => producer.partitionWriter('orders', 0).append(null, 'x', 1),
  'a partition writer, with headers': (producer) => {
    producer.partitionWriter('orders', 0).appendWith({ key: null, value: 'x', timestamp: 1, headers: [] })
  },
  'send beside one with a callback': (producer) => {
    producer.send(record, () => {})
    producer.send(record)
  },
  'sendAndWait that was given up': (producer) => {
    const giving = new AbortController()
    producer.sendAndWait(record, { signal: giving.signal }).catch(() => {})
    giving.abort()
  },
}

/** Ways in which records are lost. */
const losses: Readonly<Record<string, (stage: ProducerStage, producer: Producer) => Promise<void>>> = {
  'refused by the broker': async (stage) => void stage.broker.control(apis.produce, fail('INVALID_RECORD')),
  'not delivered in time': async (stage) => void stage.broker.control(apis.produce, drop),
  'of a producer that may not have an id': async (stage) => {
    stage.broker.control(apis.initProducerId, fail('CLUSTER_AUTHORIZATION_FAILED'))
  },
  'not delivered when the producer is closed': async (stage, producer) => {
    stage.broker.control(apis.produce, drop)
    await stage.until(producer.close({ timeoutMs: 100 }))
  },
}

for (const [way, send] of Object.entries(ways)) {
  for (const [loss, lose] of Object.entries(losses)) {
    test(`a record that is ${loss} is told of, when it was sent by ${way}`, async (t) => {
      await using stage = await ProducerStage.open()
      const heard: ClientError[] = []
      const producer = stage.producer({
        lingerMs: 0,
        deliveryTimeoutMs: 1_000,
        maxBlockMs: 1_000,
        onError: (error) => heard.push(error),
      })
      send(producer)
      await lose(stage, producer)
      await stage.pass(1_500, 5)
      t.is(heard.length, 1)
      t.regex(heard[0]?.message ?? '', /orders|InitProducerId|closed/)
    })
  }
}

test('a record of a topic that nobody makes is told of, and a refusal names broker, API and partition', async (t) => {
  await using stage = await ProducerStage.open()
  const heard: ClientError[] = []
  const producer = stage.producer({ lingerMs: 0, maxBlockMs: 500, onError: (error) => heard.push(error) })
  const unanswered = stage.broker.control(apis.metadata, drop, { topic: 'nowhere' })
  producer.send({ topic: 'nowhere', value: 'x' })
  await stage.pass(1_000, 5)
  t.regex(heard[0]?.message ?? '', /^nowhere: the topic did not become known within 500 ms/)
  unanswered.remove()
  stage.broker.control(apis.produce, fail('INVALID_RECORD'))
  producer.send(record)
  await stage.pass(1_000, 5)
  t.deepEqual(heard[1]?.place, { api: 'Produce', broker: `${stage.broker.address} (1)`, subject: 'orders-0' })
})

test('without anybody to tell, the log has a line for each batch that was lost, and flush rejects once', async (t) => {
  await using stage = await ProducerStage.open()
  const lines: LogFields[] = []
  const logger = { ...silentLogger, error: (fields: LogFields) => lines.push(fields) }
  const producer = stage.producer({ lingerMs: 0, logger })
  stage.broker.control(apis.produce, fail('INVALID_RECORD'), { times: 1 })
  producer.send(record)
  producer.send(record)
  await t.throwsAsync(stage.until(producer.flush()), { code: 'INVALID_RECORD' })
  await stage.until(producer.flush())
  t.deepEqual(
    lines.map(({ records }) => records),
    [2],
  )
})

for (const [way, send] of Object.entries(ways)) {
  test(`a record that is lost in a transaction is told of by its commit, when it was sent by ${way}`, async (t) => {
    await using stage = await ProducerStage.open()
    const producer = stage.producer({ lingerMs: 0, transactionalId: 'tx', onError: () => {} })
    await stage.until(producer.initTransactions())
    producer.begin()
    stage.broker.control(apis.produce, fail('INVALID_RECORD'))
    send(producer)
    await t.throwsAsync(stage.until(producer.commit()), { name: 'AbortableError', code: 'INVALID_RECORD' })
  })
}
