import test from 'ava'
import {
  type FailurePolicies,
  type Header,
  ProcessingError,
  type Processor,
  type ProductionFailure,
  StreamRecord,
  StreamsBuilder,
  topic,
} from '../index.ts'
import { buffer, long, string } from '../serde.ts'
import { TestDriver } from '../testing.ts'

const inputs = topic('inputs', { key: string, value: long })
const outputs = topic('outputs', { key: string, value: string })
const raw = topic('inputs', { key: string, value: buffer })
const dead = topic('dead', { key: string, value: buffer })
const bad = Buffer.from('bad')

test('a record that cannot be read ends the task where nothing is said', (t) => {
  using driver = driverWith({})
  t.throws(() => driver.input(raw).send('a', bad), {
    name: 'DeserializationError',
    code: 'DESERIALIZATION_FAILED',
    message: /source KSTREAM-SOURCE-0000000000 cannot read the value of inputs-0@0: long: expected 8 bytes/,
  })
})

test('a record that cannot be read may be skipped, which is counted', (t) => {
  using driver = driverWith({ onDeserializationError: 'continue' })
  driver.input(raw).send('a', bad)
  driver.input(inputs).send('a', 2)
  t.deepEqual(driver.output(outputs).readValues(), ['2'])
  t.deepEqual([...driver.dropped], [['unreadable', 1]])
})

test("a record that cannot be read is kept as it was, with Java's headers that say why", (t) => {
  using driver = driverWith({ onDeserializationError: { deadLetter: 'dead' } })
  driver.input(inputs).send('a', 1)
  driver.input(raw).send('b', bad, { timestamp: 7, headers: [{ key: 'own', value: null }] })
  const letter = driver.output(dead).read()
  t.deepEqual([letter?.key, letter?.value, letter?.timestamp], ['b', bad, 7])
  t.deepEqual(texts(letter?.headers ?? []), [
    ['own', null],
    ['__streams.errors.exception', 'SerializationError'],
    ['__streams.errors.message', 'long: expected 8 bytes, found 3 bytes (62 61 64)'],
    ['__streams.errors.stacktrace', 'SerializationError: long: expected 8 bytes, found 3 bytes (62 61 64)'],
    ['__streams.errors.topic', 'inputs'],
    ['__streams.errors.partition', '0'],
    ['__streams.errors.offset', '1'],
  ])
})

test('a handler is told where a processor failed and on what, and judges each failure by itself', (t) => {
  const seen: unknown[] = []
  using driver = driverWith({
    onProcessingError: ({
      node,
      topic: from,
      partition,
      offset,
      timestamp,
      rawKey,
      rawValue,
      record,
      cause,
      taskId,
    }) => {
      seen.push([node, from, partition, offset, timestamp, String(rawKey), rawValue?.length, record, taskId])
      return (cause as Error).message === 'two' ? 'continue' : 'fail'
    },
  })
  driver.input(inputs).send('a', 1)
  driver.input(inputs).send('a', -2, { timestamp: 5 })
  t.throws(() => driver.input(inputs).send('a', -3), { instanceOf: ProcessingError, code: 'PROCESSING_FAILED' })
  t.deepEqual(seen[0], ['KSTREAM-MAPVALUES-0000000001', 'inputs', 0, 1, 5, 'a', 8, { key: 'a', value: -2 }, '0_0'])
  t.deepEqual(driver.output(outputs).readValues(), ['1'])
  t.deepEqual([...driver.dropped], [['processing-error', 1]])
})

test('a processing error leaves what other branches make of the record', (t) => {
  const builder = new StreamsBuilder()
  const stream = builder.stream(inputs)
  stream.mapValues(strict).to(outputs)
  stream.mapValues((value) => `other ${value}`).to(topic('others', { key: string, value: string }))
  using driver = new TestDriver(builder.build(), { config: { onProcessingError: { deadLetter: 'dead' } } })
  driver.input(inputs).send('a', -2)
  t.deepEqual(driver.output(topic('others', { key: string, value: string })).readValues(), ['other -2'])
  t.deepEqual(driver.output(dead).readValues(), [long.serialize(-2)])
})

test('a punctuation that fails is told without a record', (t) => {
  const seen: unknown[] = []
  using driver = failingPunctuation({
    onProcessingError: ({ record, topic: from, offset, rawKey }) => {
      seen.push([record, from, offset, rawKey])
      return { deadLetter: 'dead' }
    },
  })
  driver.input(inputs).send('a', 1)
  driver.advanceWallClock('1s')
  driver.advanceWallClock('1s')
  t.deepEqual(seen, [
    [null, null, -1, null],
    [null, null, -1, null],
  ])
  const letter = driver.output(dead).read()
  t.deepEqual([letter?.key, letter?.value], [null, null])
  t.deepEqual(texts(letter?.headers ?? []).slice(-3), [
    ['__streams.errors.topic', null],
    ['__streams.errors.partition', '-1'],
    ['__streams.errors.offset', '-1'],
  ])
})

test('what cannot be written is told with the half that it fails on', (t) => {
  const seen: unknown[] = []
  const builder = new StreamsBuilder()
  builder
    .stream(inputs)
    .map((value, key) => [
      value === 1 ? (3 as unknown as string) : key,
      value === 2 ? (4 as unknown as string) : 'good',
    ])
    .to(outputs)
  const onProductionError = ({ part, targetTopic, node, offset, record: { key, value } }: ProductionFailure) => {
    seen.push([part, targetTopic, node, offset, key, value])
    return { deadLetter: 'dead' }
  }
  using driver = new TestDriver(builder.build(), { config: { onProductionError } })
  driver.input(inputs).sendAll([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ])
  t.deepEqual(seen, [
    ['key', 'outputs', 'KSTREAM-SINK-0000000002', 0, 3, 'good'],
    ['value', 'outputs', 'KSTREAM-SINK-0000000002', 1, 'b', 4],
  ])
  t.deepEqual(driver.output(outputs).readValues(), ['good'])
  t.deepEqual(driver.output(dead).readValues(), [long.serialize(1), long.serialize(2)])
  t.deepEqual([...driver.dropped], [['unwritable', 2]])
})

test('a production error that ends the task is not a question for the processing handler', (t) => {
  const builder = new StreamsBuilder()
  builder
    .stream(inputs)
    .mapValues((value) => value as unknown as string)
    .to(outputs)
  using driver = new TestDriver(builder.build(), { config: { onProcessingError: 'continue' } })
  t.throws(() => driver.input(inputs).send('a', 1), {
    name: 'ProductionError',
    code: 'SERIALIZATION_FAILED',
    message: /cannot write the value of a record to topic outputs, which came of inputs-0@0: string: expected/,
  })
})

test('a handler that fails itself, or answers nonsense, ends the task', (t) => {
  using thrower = driverWith({
    onProcessingError: () => {
      throw new Error('broken handler')
    },
  })
  t.throws(() => thrower.input(inputs).send('a', -2), { code: 'HANDLER_FAILED', message: /broken handler/ })
  using mute = driverWith({ onProcessingError: (() => undefined) as unknown as () => 'fail' })
  t.throws(() => mute.input(inputs).send('a', -2), { code: 'HANDLER_FAILED', message: /not undefined/ })
})

/** Fails on negative values. */
function strict(value: number): string {
  if (value >= 0) return String(value)
  throw new Error(value === -2 ? 'two' : 'negative')
}

function driverWith(config: FailurePolicies): TestDriver {
  const builder = new StreamsBuilder()
  builder.stream(inputs).mapValues(strict).to(outputs)
  return new TestDriver(builder.build(), { config })
}

function failingPunctuation(config: FailurePolicies): TestDriver {
  const builder = new StreamsBuilder()
  builder.stream(inputs).process(
    (): Processor<string, number, string, string> => ({
      init: (context) => {
        context.schedule({ every: '1s', type: 'wall-clock-time' }, (timestamp) => {
          context.forward(new StreamRecord({ key: 'a', value: 'b', timestamp }))
          throw new Error('boom')
        })
      },
      process: () => {},
    }),
  )
  return new TestDriver(builder.build(), { config })
}

function texts(headers: readonly Header[]) {
  return headers.map(({ key, value }) => [key, value === null ? null : String(value).split('\n')[0]])
}
