/** A Java application's settings become ours, or are refused by their names. */
import test from 'ava'
import { string } from '../../../serde/text.ts'
import { partitionTimeOnInvalid } from '../../../topology/timestamp-extractor.ts'
import { ConfigError } from '../config-error.ts'
import { options } from '../options.ts'
import { resolveConfig } from '../resolve-config.ts'
import { fromKafkaConfig, type KafkaConfig } from './from-kafka-config.ts'
import java from './java-answers.json' with { type: 'json' }
import { saidElsewhere } from './said-elsewhere.ts'

const needed = { 'application.id': 'views', 'bootstrap.servers': 'one:9092, two:9092' }
const ours = { applicationId: 'views', brokers: ['one:9092', 'two:9092'] }

function refused(settings: KafkaConfig): string {
  try {
    fromKafkaConfig(settings)
    return ''
  } catch (problem) {
    if (problem instanceof ConfigError) return problem.message
    throw problem
  }
}

test('texts of a properties file become options', (t) => {
  const config = fromKafkaConfig({
    ...needed,
    'processing.guarantee': 'exactly_once_v2',
    'commit.interval.ms': '200',
    'num.stream.threads': '4',
    'max.task.idle.ms': '-1',
    'replication.factor': '-1',
    'statestore.cache.max.bytes': '0',
    'rack.aware.assignment.tags': 'zone,cluster',
    'client.tag.zone': 'a',
    'client.tag.cluster': 'blue',
    'topic.segment.bytes': '2097152',
    'application.server': '',
    'auto.offset.reset': 'latest',
    'state.cleanup.dir.max.age.ms': '-1',
    'group.protocol': 'classic',
  })
  t.deepEqual(config, {
    ...ours,
    processingGuarantee: 'exactly_once_v2',
    commitInterval: 200,
    threads: 4,
    maxTaskIdle: 'never',
    replicationFactor: null,
    cacheMaxBytes: 0,
    rackAwareAssignmentTags: ['zone', 'cluster'],
    applicationServer: null,
    offsetReset: 'latest',
    stateMaxAge: 'never',
    clientTags: { zone: 'a', cluster: 'blue' },
    topicConfig: { 'segment.bytes': '2097152' },
  })
  t.notThrows(() => resolveConfig(config))
})

test('the largest number that Java has is no limit', (t) => {
  t.is(fromKafkaConfig({ 'acceptable.recovery.lag': '9223372036854775807' }).acceptableRecoveryLag, Infinity)
})

test('values do as well as texts', (t) => {
  const config = fromKafkaConfig({ ...needed, 'bootstrap.servers': ours.brokers, 'num.stream.threads': 4 })
  t.deepEqual(config, { ...ours, threads: 4 })
})

test('every setting of Kafka Streams is an option, belongs to a client, or is refused with what there is instead', (t) => {
  for (const name of Object.keys(java.settings)) {
    t.notRegex(refused({ [name]: 'x' }), /a name that is none/)
  }
})

test('what Java gives by default, said in full, is what we have by default', (t) => {
  const ofClients = /^(request\.timeout|retry|reconnect|connections|metadata)|^(client\.id|state\.dir|group\.protocol)$/
  const said = Object.entries(java.settings).filter(([name, value]) => {
    return value !== null && !saidElsewhere.has(name) && !ofClients.test(name)
  })
  t.true(said.length > 20)
  const common = { ...needed, 'client.id': 'one' }
  t.deepEqual(
    resolveConfig(fromKafkaConfig({ ...Object.fromEntries(said), ...common })),
    resolveConfig(fromKafkaConfig(common)),
  )
})

test('settings of clients go to their client, or without a prefix to those that know them', (t) => {
  const config = fromKafkaConfig({
    'request.timeout.ms': '40000',
    'linger.ms': '5',
    'producer.compression.type': 'zstd',
    'producer.acks': '-1',
    'producer.batch.size': '65536',
    'consumer.client.rack': '1',
    'consumer.isolation.level': 'read_committed',
    'main.consumer.fetch.max.wait.ms': '100',
    'restore.consumer.fetch.max.bytes': 1_000_000,
    'global.consumer.check.crcs': 'false',
    'admin.retry.backoff.ms': '10',
    'main.consumer.session.timeout.ms': '10000',
    'consumer.group.instance.id': 'pod-0',
  })
  t.deepEqual(config as object, {
    sessionTimeout: 10_000,
    groupInstanceId: 'pod-0',
    client: { requestTimeoutMs: 40_000 },
    producer: { lingerMs: 5, compression: 'zstd', acks: 'all', batchBytes: 65_536 },
    consumer: { rackId: '1', isolation: 'read_committed', maxWaitMs: 100 },
    restoreConsumer: { maxBytes: 1_000_000 },
    globalConsumer: { checkCrc: false },
    admin: { retryBackoffMs: 10 },
  })
})

test('classes that are here as well are taken by their names', (t) => {
  const config = fromKafkaConfig({
    'default.key.serde': 'org.apache.kafka.common.serialization.Serdes$StringSerde',
    'default.timestamp.extractor': 'org.apache.kafka.streams.processor.UsePartitionTimeOnInvalidTimestamp',
    'deserialization.exception.handler': 'org.apache.kafka.streams.errors.LogAndContinueExceptionHandler',
    'task.assignor.class': 'org.apache.kafka.streams.processor.assignment.assignors.StickyTaskAssignor',
  })
  t.is(config.defaultKeySerde, string)
  t.is(config.defaultTimestampExtractor, partitionTimeOnInvalid)
  t.is(config.onDeserializationError, 'continue')
  t.is(config.taskAssignor, 'sticky')
})

test('classes of the application are refused with what is to be given instead', (t) => {
  t.is(
    refused({ 'default.value.serde': 'com.example.OrderSerde' }),
    "default.value.serde: expected a serde, for defaultValueSerde, found 'com.example.OrderSerde'",
  )
})

test('a value that will not do is told under the name under which it was given', (t) => {
  t.is(
    refused({ 'num.stream.threads': 'four' }),
    "num.stream.threads: expected a whole number, at least 1, for threads, found 'four'",
  )
})

test('a value that will not do for a client is told with the client', (t) => {
  t.is(
    refused({ 'producer.linger.ms': 'soon' }),
    "producer.linger.ms: expected a number, at least 0, for producer.lingerMs, found 'soon'",
  )
})

test('a setting that there is none of is told with the one that may be meant', (t) => {
  t.is(
    refused({ 'num.streams.threads': '4' }),
    'num.streams.threads: expected the name of an option, found a name that is none: did you mean num.stream.threads?',
  )
})

for (const name of saidElsewhere.keys()) {
  test(`${name} is refused with what there is instead`, (t) => {
    t.true(refused({ [name]: 'x' }).startsWith(`${name}: expected ${saidElsewhere.get(name)}`))
  })
}

test('no setting is both an option and said elsewhere', (t) => {
  const both = Object.values(options).flatMap(({ kafkaName }) =>
    saidElsewhere.has(kafkaName ?? '') ? [kafkaName] : [],
  )
  t.deepEqual(both, [])
})

test('brokers that assign tasks themselves are not spoken with', (t) => {
  t.regex(
    refused({ 'group.protocol': 'streams' }),
    /^group\.protocol: expected 'classic': .*KIP-1071.*, found 'streams'$/,
  )
})

test('all that is wrong is told at once', (t) => {
  t.regex(
    refused({ 'poll.ms': '1', 'num.stream.threads': '0' }),
    /^2 options will not do\n- poll\.ms: .*\n- num\.stream/,
  )
})

test('a login is read from a login module', (t) => {
  const config = fromKafkaConfig({
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': 'PLAIN',
    'sasl.jaas.config':
      'org.apache.kafka.common.security.plain.PlainLoginModule required username="ann" password="a \\"b\\" c";',
  })
  t.deepEqual(config as object, { tls: true, sasl: { mechanism: 'plain', username: 'ann', password: 'a "b" c' } })
})

test('certificates are read as PEM', (t) => {
  const config = fromKafkaConfig({
    'security.protocol': 'SSL',
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.certificates': 'authority',
    'ssl.keystore.certificate.chain': 'certificate',
    'ssl.keystore.key': 'key',
  })
  t.deepEqual(config as object, { tls: { ca: 'authority', cert: 'certificate', key: 'key' } })
})

for (const [title, settings, message] of [
  [
    'an unknown protocol',
    { 'security.protocol': 'TLS' },
    /^security\.protocol: expected PLAINTEXT, SSL, SASL_PLAINTEXT/,
  ],
  [
    "a store of Java's",
    { 'ssl.truststore.location': '/keys.jks' },
    /^ssl\.truststore\.location: expected certificates/,
  ],
  [
    'a mechanism that there is not',
    { 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'GSSAPI', 'sasl.jaas.config': 'username="a" password="b"' },
    /^sasl\.mechanism: expected PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, found 'GSSAPI'$/,
  ],
  [
    'a login without a password',
    { 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'PLAIN' },
    /^sasl\.jaas\.config: expected a login module with username/,
  ],
] as const) {
  test(`${title} is refused`, (t) => {
    t.regex(refused(settings), message)
  })
}

test('what stands in a login module is not told', (t) => {
  const config = { 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': 'password="secret"' }
  t.false(refused(config).includes('secret'))
})
