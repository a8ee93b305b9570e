import test from 'ava'
import { BrokerConfigError } from './given-settings.ts'
import { fromKafkaNames } from './kafka-names.ts'

test('Kafka’s names become what the code reads, and those without a meaning are told', (t) => {
  const texts = { 'num.partitions': ' 3 ', 'auto.create.topics.enable': 'FALSE', 'zookeeper.connect': 'localhost' }
  t.deepEqual(fromKafkaNames(texts), {
    config: { numPartitions: 3, autoCreateTopicsEnable: false },
    unknown: ['zookeeper.connect'],
  })
})

test('a value that a setting cannot have is refused by its name', (t) => {
  const problem = t.throws(() => fromKafkaNames({ 'num.partitions': '0' }), { instanceOf: BrokerConfigError })
  t.is(problem?.message, "num.partitions: expected at least 1, found '0'")
  t.is(problem?.setting, 'num.partitions')
})
