import test from 'ava'
import { BrokerConfigError, checkGiven } from './given-settings.ts'

test("settings are given by Kafka's names or by the code's, as texts or as values", (t) => {
  const given = { 'num.partitions': ' 3', messageMaxBytes: 5, 'auto.create.topics.enable': false, logRetentionMs: null }
  t.deepEqual(
    [...checkGiven({ ...given, logCleanupPolicy: ['compact', 'delete'] })],
    [
      ['num.partitions', '3'],
      ['message.max.bytes', '5'],
      ['auto.create.topics.enable', 'false'],
      ['log.cleanup.policy', 'compact,delete'],
    ],
  )
})

test('no limit is the largest number of its type', (t) => {
  const given = { maxConnections: Number.POSITIVE_INFINITY, logFlushIntervalMessages: Number.POSITIVE_INFINITY }
  t.deepEqual([...checkGiven(given).values()], ['2147483647', '9223372036854775807'])
})

test('a file that was written for Kafka is taken with what means nothing here', (t) => {
  t.is(checkGiven({ 'process.roles': 'broker,controller', 'num.io.threads': 8 }).size, 2)
})

test('what cannot be is refused, by the name that was given', (t) => {
  const message = (given: Record<string, unknown>) =>
    t.throws(() => checkGiven(given), { instanceOf: BrokerConfigError })?.message
  t.is(message({ numPartition: 3 }), 'numPartition: expected a setting of the broker, found an unknown name')
  t.is(
    message({ 'ssl.keystore.location': 'x' }),
    'ssl.keystore.location: expected a setting of the broker, found an unknown name',
  )
  t.is(message({ numPartitions: 0 }), "numPartitions: expected at least 1, found '0'")
  t.is(
    message({ numPartitions: 1, 'num.partitions': 2 }),
    'num.partitions: expected each setting once, found num.partitions twice',
  )
  t.is(message({ toString: 1 }), 'toString: expected a setting of the broker, found an unknown name')
})
