/**
 * The table of all options: Kafka's name, default and bounds of each. Types, errors, `fromKafkaConfig` and the
 * guide's page follow from it, or are held against it.
 */
import { clientSettings, type SaslOptions, type TlsOptions, UsageError } from '@millrace/core'
import type { DeserializationFailure, ProcessingFailure, ProductionFailure } from '../../failure/failure.ts'
import type { FailurePolicy } from '../../failure/failure-policy.ts'
import type { Serde } from '../../serde/serde.ts'
import type { OffsetReset } from '../../topology/node-plan.ts'
import { failOnInvalidTimestamp, type TimestampExtractor } from '../../topology/timestamp-extractor.ts'
import type { AdminPart, CommonPart, ConsumerPart, ProducerPart } from './client-parts.ts'
import { type Host, machine } from './host.ts'
import { ofClass } from './kafka/class-names.ts'
import type { Option, Plain, Reading } from './option.ts'
import {
  bytes,
  count,
  countOrNull,
  duration,
  given,
  isObject,
  listOf,
  object,
  oneOf,
  requiredText,
  text,
  textOrNull,
  texts,
  textsByName,
} from './option-kinds.ts'
import type { StreamsConfig } from './streams-config.ts'
import { type UncaughtErrorPolicy, uncaughtErrorAnswers } from './uncaught-error.ts'

/** Leaves room for what is put behind it, within the 249 characters that a topic's name may have. */
const applicationIdForm = /^(?!\.\.?$)[a-zA-Z0-9._-]{1,200}$/
const applicationIdExpected = "1 to 200 letters, digits, '.', '_' and '-', as it is part of topics' names"
const addressForm = /^(\[[^\]]+\]|[^:\s]+):\d{1,5}$/
const someText = { form: /./, expected: 'a text that is not empty' }
export const rackTagsMax = 5
const saslMechanisms: ReadonlySet<unknown> = new Set(['plain', 'scram-sha-256', 'scram-sha-512'])

export const options = {
  applicationId: requiredText('application.id', { form: applicationIdForm, expected: applicationIdExpected }),
  brokers: addresses(),
  clientId: text('client.id', 'the id and a UUID', someText),
  processingGuarantee: oneOf('processing.guarantee', ['at_least_once', 'exactly_once_v2']),
  commitInterval: duration('commit.interval.ms', { shownDefault: "'30s' or '100ms'" }),
  threads: count('num.stream.threads', 1, { min: 1 }),
  applicationServer: textOrNull('application.server', { form: addressForm, expected: 'host:port' }),
  appConfig: object<Readonly<Record<string, unknown>>>(null, {}),

  defaultKeySerde: serde('default.key.serde'),
  defaultValueSerde: serde('default.value.serde'),
  defaultTimestampExtractor: ofJavaClass(
    given<TimestampExtractor>('default.timestamp.extractor', {
      fallback: failOnInvalidTimestamp,
      shownDefault: 'failOnInvalidTimestamp',
      expected: 'a function',
      fits: isFunction,
    }),
  ),
  offsetReset: offsetReset(),
  onDeserializationError: policy<DeserializationFailure>('deserialization.exception.handler'),
  onProcessingError: policy<ProcessingFailure>('processing.exception.handler'),
  onProductionError: policy<ProductionFailure>('production.exception.handler'),
  onUncaughtError: given<UncaughtErrorPolicy>(null, {
    fallback: 'shut-down-client',
    shownDefault: "'shut-down-client'",
    expected: `${uncaughtErrorAnswers.map((one) => `'${one}'`).join(', ')}, or a function that gives one`,
    fits: (value) => isFunction(value) || uncaughtErrorAnswers.some((one) => one === value),
  }),
  maxTaskIdle: duration('max.task.idle.ms', { fallback: 0, mayBeNever: true }),
  taskTimeout: duration('task.timeout.ms', { fallback: '5m' }),
  emitInterval: duration('__emit.interval.ms.kstreams.windowed.aggregation__', { fallback: '1s' }),
  bufferedBytesMax: bytes(null, 64),

  stateDir: text('state.dir', 'a temporary one', someText),
  stateMemoryBytes: bytes(null, 256),
  cacheMaxBytes: bytes('statestore.cache.max.bytes', 10),
  stateCleanupDelay: duration('state.cleanup.delay.ms', { fallback: '10m' }),
  stateMaxAge: duration('state.cleanup.dir.max.age.ms', { fallback: 'never', mayBeNever: true }),

  replicationFactor: countOrNull('replication.factor', { min: 1 }),
  topicConfig: textsByName(),
  windowedChangelogExtra: duration('windowstore.changelog.additional.retention.ms', { fallback: '1d' }),
  repartitionPurgeInterval: duration('repartition.purge.interval.ms', { fallback: '30s' }),

  taskAssignor: ofJavaClass(oneOf('task.assignor.class', ['highly-available', 'sticky'])),
  numStandbyReplicas: count('num.standby.replicas', 0),
  acceptableRecoveryLag: count('acceptable.recovery.lag', 10_000, { mayBeEndless: true }),
  maxWarmupReplicas: count('max.warmup.replicas', 2, { min: 1 }),
  probingRebalanceInterval: duration('probing.rebalance.interval.ms', { fallback: '10m', minMs: 60_000 }),
  rackAwareAssignmentTags: texts('rack.aware.assignment.tags', { max: rackTagsMax }),
  clientTags: textsByName(),
  groupInstanceId: textOrNull('group.instance.id', someText),
  sessionTimeout: duration('session.timeout.ms', { fallback: '45s', minMs: 1 }),
  heartbeatInterval: duration('heartbeat.interval.ms', { fallback: '3s', minMs: 1 }),
  maxPollInterval: duration('max.poll.interval.ms', { fallback: '5m', minMs: 1 }),

  tls: tls(),
  sasl: sasl(),
  client: object<CommonPart>(null, {}),
  producer: object<ProducerPart>(null, {}),
  consumer: object<ConsumerPart>(null, {}),
  restoreConsumer: object<ConsumerPart>(null, {}),
  globalConsumer: object<ConsumerPart>(null, {}),
  admin: object<AdminPart>(null, {}),
  logger: ofHost('logger', { method: 'info', shownDefault: 'plainLogger()' }),
  clock: ofHost('clock', { method: 'nowMs', shownDefault: 'the machine' }),
  random: ofHost('random', { method: 'bytes', shownDefault: 'the machine' }),
  sockets: ofHost('sockets', { method: 'connect', shownDefault: 'the machine' }),
} satisfies { readonly [Name in keyof StreamsConfig]-?: Option }

export type OptionName = keyof typeof options

function addresses(): Plain<readonly string[]> {
  const read = (value: unknown): Reading<readonly string[]> => {
    const expected = "a list of brokers, each as 'host:port'"
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) return { expected }
    try {
      return { value: clientSettings({ brokers: value }).brokers }
    } catch (problem) {
      if (!(problem instanceof UsageError)) throw problem
      return { expected }
    }
  }
  const kafkaName = 'bootstrap.servers'
  return { kafkaName, shownDefault: 'required', fallback: undefined, isDuration: false, read, ofText: listOf }
}

function serde(kafkaName: string): Plain<Serde<unknown> | null> {
  const fits = (value: unknown) => isObject(value) && 'serialize' in value && 'deserialize' in value
  return ofJavaClass(
    given<Serde<unknown> | null>(kafkaName, { fallback: null, shownDefault: 'null', expected: 'a serde', fits }),
  )
}

/** In a properties file it is the name of a class. */
function ofJavaClass<Value>(option: Plain<Value>): Plain<Value> {
  return { ...option, ofText: ofClass }
}

function policy<Failure>(kafkaName: string): Plain<FailurePolicy<Failure>> {
  const kind = given<FailurePolicy<Failure>>(kafkaName, {
    fallback: 'fail',
    shownDefault: "'fail'",
    expected: "'fail', 'continue', { deadLetter: topic }, or a function that gives one of them",
    fits: (value) =>
      value === 'fail' ||
      value === 'continue' ||
      isFunction(value) ||
      (isObject(value) && 'deadLetter' in value && typeof value.deadLetter === 'string'),
  })
  return ofJavaClass(kind)
}

function offsetReset(): Plain<OffsetReset> {
  const kind = given<OffsetReset>('auto.offset.reset', {
    fallback: 'earliest',
    shownDefault: "'earliest'",
    expected: "'earliest', 'latest', 'none' or { agoMs: milliseconds }",
    fits: (value) =>
      value === 'earliest' ||
      value === 'latest' ||
      value === 'none' ||
      (isObject(value) && 'agoMs' in value && Number.isSafeInteger(value.agoMs)),
  })
  return { ...kind, ofText: (word) => word }
}

function tls(): Plain<boolean | TlsOptions> {
  const fits = (value: unknown) => typeof value === 'boolean' || isObject(value)
  const expected = 'true, false, or an object of certificates'
  const kind = given<boolean | TlsOptions>(null, { fallback: false, shownDefault: 'false', expected, fits })
  return { ...kind, isSecret: true }
}

function sasl(): Plain<SaslOptions | null> {
  const fits = (value: unknown) => isObject(value) && 'mechanism' in value && saslMechanisms.has(value.mechanism)
  const expected = `an object with username, password and a mechanism, which is ${[...saslMechanisms].join(', ')}`
  const kind = given<SaslOptions | null>(null, { fallback: null, shownDefault: 'null', expected, fits })
  return { ...kind, isSecret: true }
}

/** Told by one of its methods. */
function ofHost<Name extends keyof Host>(
  name: Name,
  { method, shownDefault }: { method: keyof Host[Name] & string; shownDefault: string },
): Plain<Host[Name]> {
  const fits = (value: unknown) => isFunction((value as Readonly<Record<string, unknown>> | null)?.[method])
  const expected = `a ${name}, with ${method} and the like`
  return given<Host[Name]>(null, { fallback: machine()[name], shownDefault, expected, fits })
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}
