/** What an application is configured with: defaults, and what is said of each mistake. */
import { silentLogger } from '@millrace/core'
import { ManualClock, SeededRandom } from '@millrace/core/testing'
import test from 'ava'
import fc from 'fast-check'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { options } from './options.ts'
import { resolveConfig, resolvedName } from './resolve-config.ts'
import type { StreamsConfig } from './streams-config.ts'

const needed = { applicationId: 'views', brokers: ['localhost:9092'] }

function problemsOf(config: Record<string, unknown>): readonly ConfigProblem[] {
  try {
    resolveConfig(config as unknown as StreamsConfig)
    return []
  } catch (problem) {
    if (problem instanceof ConfigError) return problem.problems
    throw problem
  }
}

/** As errors say it. */
function told(config: Record<string, unknown>): string {
  return problemsOf({ ...needed, ...config })
    .map(({ option, expected, found }) => `${option}: expected ${expected}, found ${found}`)
    .join('\n')
}

test('an id and brokers are enough; the rest is as in Kafka Streams', (t) => {
  t.like(resolveConfig(needed), {
    applicationId: 'views',
    processingGuarantee: 'at_least_once',
    commitIntervalMs: 30_000,
    threads: 1,
    cacheMaxBytes: 10_485_760,
    maxTaskIdleMs: 0,
    taskTimeoutMs: 300_000,
    stateCleanupDelayMs: 600_000,
    stateMaxAgeMs: -1,
    replicationFactor: null,
    windowedChangelogExtraMs: 86_400_000,
    repartitionPurgeIntervalMs: 30_000,
    numStandbyReplicas: 0,
    acceptableRecoveryLag: 10_000,
    maxWarmupReplicas: 2,
    probingRebalanceIntervalMs: 600_000,
    sessionTimeoutMs: 45_000,
    heartbeatIntervalMs: 3_000,
    maxPollIntervalMs: 300_000,
    emitIntervalMs: 1_000,
    offsetReset: 'earliest',
  })
})

test('every option is resolved to something', (t) => {
  const resolved: Record<string, unknown> = resolveConfig(needed)
  const names = (Object.keys(options) as (keyof typeof options)[]).map(resolvedName)
  t.deepEqual(Object.keys(resolved).sort(), names.sort())
  t.deepEqual(
    names.filter((name) => resolved[name] === undefined),
    [],
  )
})

test('exactly once commits every 100 ms, unless something else is said', (t) => {
  const exactly = { ...needed, processingGuarantee: 'exactly_once_v2' } as const
  t.is(resolveConfig(exactly).commitIntervalMs, 100)
  t.is(resolveConfig({ ...exactly, commitInterval: '1s' }).commitIntervalMs, 1_000)
})

test('durations are milliseconds or texts', (t) => {
  const config = resolveConfig({ ...needed, commitInterval: '1m30s', taskTimeout: 5, maxTaskIdle: 'never' })
  t.like(config, { commitIntervalMs: 90_000, taskTimeoutMs: 5, maxTaskIdleMs: -1 })
})

test('an instance without a name is called by the application and a UUID, which a seed repeats', (t) => {
  const clientId = () => resolveConfig({ ...needed, random: new SeededRandom(7) }).clientId
  t.regex(clientId(), /^views-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  t.is(clientId(), clientId())
})

test('a simulation brings its own clock, random numbers and logger', (t) => {
  const clock = new ManualClock()
  t.like(resolveConfig({ ...needed, clock, logger: silentLogger }), { clock, logger: silentLogger })
})

test('a password is kept out of errors', (t) => {
  t.is(
    told({ sasl: { mechanism: 'gssapi', username: 'ann', password: 'secret' } }),
    'sasl: expected an object with username, password and a mechanism, which is plain, scram-sha-256, scram-sha-512, ' +
      'found something else',
  )
})

test('options that are undefined are as if they were not there', (t) => {
  t.is(told({ commitInterval: undefined, groupInstanceId: undefined, producer: undefined }), '')
  t.is(told({ groupInstanceId: null, replicationFactor: null, sasl: null }), '')
})

for (const [config, message] of [
  [{ applicationId: 'a b' }, "applicationId: expected 1 to 200 letters, digits, '.', '_' and '-', as it is part of"],
  [{ brokers: [] }, "brokers: expected a list of brokers, each as 'host:port', found []"],
  [{ brokers: 'localhost:9092' }, "brokers: expected a list of brokers, each as 'host:port', found 'localhost:9092'"],
  [{ brokers: ['localhost'] }, "brokers: expected a list of brokers, each as 'host:port', found [ 'localhost' ]"],
  [
    { processingGuarantee: 'exactly_once' },
    "processingGuarantee: expected 'at_least_once' or 'exactly_once_v2', found 'exactly_once'",
  ],
  [{ commitInterval: '5 min' }, "commitInterval: expected milliseconds, or a text such as '500ms', '5m' or '1h30m'"],
  [{ maxTaskIdle: -1 }, "maxTaskIdle: expected 'never', or whole milliseconds from 0 to 2^53 - 1, found -1"],
  [{ probingRebalanceInterval: '1s' }, 'probingRebalanceInterval: expected whole milliseconds from 0 to 2^53 - 1, at'],
  [{ threads: 0 }, 'threads: expected a whole number, at least 1, found 0'],
  [{ threads: '4' }, "threads: expected a whole number, at least 1, found '4'"],
  [{ replicationFactor: -1 }, 'replicationFactor: expected a whole number, at least 1, or null, found -1'],
  [{ threads: null }, 'threads: expected a whole number, at least 1, found null'],
  [{ defaultKeySerde: 'string' }, "defaultKeySerde: expected a serde, found 'string'"],
  [{ onProcessingError: 'skip' }, "onProcessingError: expected 'fail', 'continue', { deadLetter: topic }, or a"],
  [{ onUncaughtError: 'restart' }, "onUncaughtError: expected 'shut-down-client', 'replace-thread', 'shut-down-appl"],
  [{ topicConfig: { 'retention.ms': 5 } }, "topicConfig: expected an object of texts, found { 'retention.ms': 5 }"],
  [{ applicationServer: 'here' }, "applicationServer: expected host:port, found 'here'"],
  [{ clock: {} }, 'clock: expected a clock, with nowMs and the like, found {}'],
  [{ tls: 'yes' }, 'tls: expected true, false, or an object of certificates, found '],
  [{ offsetReset: 'first' }, "offsetReset: expected 'earliest', 'latest', 'none' or { agoMs: milliseconds }, found"],
] as const) {
  test(`a mistake is told with what was expected and found: ${JSON.stringify(config)}`, (t) => {
    t.true(told(config).startsWith(message), told(config))
  })
}

test('an application without an id or brokers is told of both', (t) => {
  const error = t.throws(() => resolveConfig({} as StreamsConfig), { instanceOf: ConfigError })
  t.is(error?.code, 'MISSING_OPTION')
  t.is(
    error?.message,
    '2 options will not do\n' +
      '- applicationId: expected it to be given: an application has to say its applicationId, found nothing\n' +
      '- brokers: expected it to be given: an application has to say its brokers, found nothing',
  )
})

for (const [name, meant] of [
  ['commitIntervalMs', 'commitInterval'],
  ['num.stream.threads', 'threads'],
  ['statestore.cache.max.bytes', 'cacheMaxBytes'],
  ['aplicationId', 'applicationId'],
] as const) {
  test(`an option that there is none of, ${name}, is told with the one that may be meant`, (t) => {
    t.is(
      told({ [name]: 1 }),
      `${name}: expected the name of an option, found a name that is none: did you mean ${meant}?`,
    )
  })
}

test('an option that is like no other is told without a guess', (t) => {
  t.is(told({ colour: 'red' }), 'colour: expected the name of an option, found a name that is none')
})

test('what a client is told is checked by name too', (t) => {
  t.is(
    told({ producer: { lingerMS: 5 }, consumer: { groupId: 'mine' } }),
    'producer.lingerMS: expected the name of an option, found a name that is none: did you mean producer.lingerMs?\n' +
      'consumer.groupId: expected the name of an option, found a name that is none',
  )
})

test('what a client is told is checked by what it may be', (t) => {
  const producer = { lingerMs: '5', acks: 2, compression: 'zip', createsTopics: 1, batchBytes: -1 }
  t.is(
    told({ producer, consumer: { rackId: 5 } }),
    "producer.lingerMs: expected a number, at least 0, found '5'\n" +
      "producer.acks: expected 'all', 1 or 0, found 2\n" +
      "producer.compression: expected 'none' or 'gzip' or 'snappy' or 'lz4' or 'zstd', found 'zip'\n" +
      'producer.createsTopics: expected true or false, found 1\n' +
      'producer.batchBytes: expected a number, at least 0, found -1\n' +
      'consumer.rackId: expected a text, found 5',
  )
  t.is(told({ producer: { acks: 1, compression: 'zstd', lingerMs: undefined }, consumer: { rackId: '' } }), '')
})

test('exactly once contradicts reading what is not committed, and producers that wait for one replica only', (t) => {
  const config = { consumer: { isolation: 'read_uncommitted' }, producer: { acks: 1 } }
  t.is(told(config), '')
  t.is(
    told({ ...config, processingGuarantee: 'exactly_once_v2' }),
    "consumer.isolation: expected 'read_committed' for exactly once, found 'read_uncommitted'\n" +
      "producer.acks: expected 'all' for exactly once, found 1",
  )
})

test('a commit interval that is longer than a transaction may take is a contradiction', (t) => {
  const config = { processingGuarantee: 'exactly_once_v2', commitInterval: '30s' }
  t.deepEqual(problemsOf({ ...needed, ...config }), [
    {
      code: 'CONTRADICTION',
      option: 'commitInterval',
      expected: 'at most producer.transactionTimeoutMs, 10000, or every transaction times out',
      found: '30000 ms',
    },
  ])
  t.is(told({ ...config, producer: { transactionTimeoutMs: 60_000 } }), '')
})

test('heartbeats come more often than sessions end', (t) => {
  t.is(told({ sessionTimeout: '3s' }), 'heartbeatInterval: expected less than sessionTimeout, 3000 ms, found 3000 ms')
})

test('tags by which standbys are spread are tags that the instance has', (t) => {
  const config = { rackAwareAssignmentTags: ['zone', 'cluster'], clientTags: { zone: 'a' } }
  t.is(told(config), "rackAwareAssignmentTags: expected names of clientTags, found 'cluster', which is none of them")
})

test('tags are few and short, as each member tells them to the group', (t) => {
  const many = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, 'x']))
  t.is(told({ clientTags: many }), 'clientTags: expected at most 5 tags, found 6')
  t.regex(told({ clientTags: { ['n'.repeat(21)]: 'x' } }), /the name to have at most 20 characters, found 21$/)
  t.regex(told({ clientTags: { zone: 'x'.repeat(31) } }), /the value of zone to have at most 30 characters, found 31$/)
})

test('a segment holds a batch', (t) => {
  t.is(
    told({ topicConfig: { 'segment.bytes': '65536' } }),
    'topicConfig.segment.bytes: expected room in a segment for a batch of the producer, 131072, found 65536',
  )
  t.is(told({ topicConfig: { 'segment.bytes': '65536' }, producer: { batchBytes: 65_536 } }), '')
})

test('whatever is given for an option, it is taken or refused by name', (t) => {
  const names = Object.keys(options)
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.anything(), (name, value) => {
      return problemsOf({ ...needed, [name]: value }).every(({ option }) => {
        return option.startsWith(name) || ['heartbeatInterval', 'rackAwareAssignmentTags'].includes(option)
      })
    }),
  )
  t.pass()
})
