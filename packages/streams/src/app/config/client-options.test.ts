/** What an application's clients are told, at both guarantees. */
import test from 'ava'
import {
  adminOptions,
  consumerOptions,
  globalConsumerOptions,
  memberOptions,
  producerOptions,
  restoreConsumerOptions,
  transactionalId,
} from './client-options.ts'
import { resolveConfig } from './resolve-config.ts'
import type { StreamsConfig } from './streams-config.ts'

const configOf = (more: Partial<StreamsConfig> = {}) =>
  resolveConfig({ applicationId: 'views', brokers: ['localhost:9092'], clientId: 'one', ...more })
const exactlyOnce = { processingGuarantee: 'exactly_once_v2' } as const

test('clients are named after their thread, as in Kafka Streams', (t) => {
  const config = configOf()
  t.is(producerOptions(config, 2).clientId, 'one-StreamThread-2-producer')
  t.is(consumerOptions(config, 2).clientId, 'one-StreamThread-2-consumer')
  t.is(restoreConsumerOptions(config, 2).clientId, 'one-StreamThread-2-restore-consumer')
  t.is(globalConsumerOptions(config).clientId, 'one-global-consumer')
  t.is(adminOptions(config).clientId, 'one-admin')
  t.is(transactionalId(config, 'process', 2), 'views-process-2')
})

test('at least once collects records for 100 ms, and reads what is not committed', (t) => {
  t.like(producerOptions(configOf(), 1), { lingerMs: 100, deliveryTimeoutMs: undefined })
  t.is(consumerOptions(configOf(), 1).isolation, 'read_uncommitted')
})

test('exactly once never gives a record up before its transaction, and reads what is committed', (t) => {
  const producer = producerOptions(configOf(exactlyOnce), 1, 'views-process-1')
  t.like(producer, { transactionalId: 'views-process-1', transactionTimeoutMs: 10_000, deliveryTimeoutMs: 2 ** 31 - 1 })
  const config = configOf(exactlyOnce)
  for (const { isolation } of [
    consumerOptions(config, 1),
    restoreConsumerOptions(config, 1),
    globalConsumerOptions(config),
  ]) {
    t.is(isolation, 'read_committed')
  }
})

test('a client goes by its own words, then by those of its kind, then by those for all', (t) => {
  const config = configOf({
    client: { requestTimeoutMs: 1, retryBackoffMs: 1, metadataMaxAgeMs: 1 },
    consumer: { requestTimeoutMs: 2, retryBackoffMs: 2 },
    restoreConsumer: { requestTimeoutMs: 3 },
    producer: { lingerMs: 5 },
  })
  t.like(restoreConsumerOptions(config, 1), { requestTimeoutMs: 3, retryBackoffMs: 2, metadataMaxAgeMs: 1 })
  t.like(consumerOptions(config, 1), { requestTimeoutMs: 2, retryBackoffMs: 2, metadataMaxAgeMs: 1 })
  t.like(producerOptions(config, 1), { requestTimeoutMs: 1, lingerMs: 5 })
  t.like(adminOptions(config), { requestTimeoutMs: 1 })
})

test('who logs in, and how, holds for every client', (t) => {
  const sasl = { mechanism: 'plain', username: 'ann', password: 'secret' } as const
  const config = configOf({ tls: true, sasl })
  for (const options of [producerOptions(config, 1), consumerOptions(config, 1), adminOptions(config)]) {
    t.like(options, { tls: true, sasl, brokers: ['localhost:9092'] })
  }
  t.false('sasl' in adminOptions(configOf()))
})

test('readers of changelogs and global topics stop where a position is lost', (t) => {
  t.is(restoreConsumerOptions(configOf(), 1).onOutOfRange, 'none')
  t.is(globalConsumerOptions(configOf()).onOutOfRange, 'none')
})

test('each thread is a member, and a static one by a name of its own', (t) => {
  t.deepEqual(memberOptions(configOf({ groupInstanceId: 'pod-0' }), 3), {
    groupId: 'views',
    groupInstanceId: 'pod-0-3',
    sessionTimeoutMs: 45_000,
    heartbeatIntervalMs: 3_000,
    maxPollIntervalMs: 300_000,
  })
  t.is(memberOptions(configOf(), 3).groupInstanceId, null)
})
