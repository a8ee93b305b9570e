import { setImmediate as turn } from 'node:timers/promises'
import test from 'ava'
import { type AsyncOptions, StreamsBuilder, topic } from '../../index.ts'
import { string } from '../../serde.ts'
import { TestDriver, type TestDriverOptions } from '../../testing.ts'

const words = topic('words', { key: string, value: string })
const answers = topic('answers', { key: string, value: string })
const dead = topic('dead', { key: string, value: string })

test('an answer goes on with the time and the headers of its record', async (t) => {
  const { driver, output } = mapping(async (word) => word.toUpperCase())
  driver.input(words).send('a', 'one', { timestamp: 5, headers: [{ key: 'h', value: null }] })
  driver.input(words).send('b', 'two', { timestamp: 9 })
  t.is(output.size, 0)
  await driver.settle()
  t.deepEqual(
    output.readAll().map(({ key, value, timestamp, headers }) => [key, value, timestamp, headers.length]),
    [
      ['a', 'ONE', 5, 1],
      ['b', 'TWO', 9, 0],
    ],
  )
})

test('records of one key keep their order, however long each takes; other keys pass them', async (t) => {
  const gates = new Map<string, () => void>()
  const { driver, output } = mapping(async (word) => {
    await new Promise<void>((resolve) => gates.set(word, resolve))
    return word
  })
  driver.input(words).sendAll([
    ['a', 'a1'],
    ['a', 'a2'],
    ['b', 'b1'],
  ])
  await turn()
  t.deepEqual([...gates.keys()], ['a1', 'b1'])
  gates.get('b1')?.()
  await turn()
  gates.get('a1')?.()
  await turn()
  gates.get('a2')?.()
  await driver.settle()
  t.deepEqual(output.readValues(), ['b1', 'a1', 'a2'])
})

test('no more calls are under way than may be, and a task whose operator is full reads no more', async (t) => {
  let now = 0
  let most = 0
  let begun = 0
  const { driver, output } = mapping(
    async (word) => {
      begun++
      most = Math.max(most, ++now)
      await turn()
      now--
      return word
    },
    { concurrency: 3 },
  )
  for (let index = 0; index < 20; index++) driver.input(words).send(`k${index}`, `v${index}`)
  t.is(begun, 3)
  await driver.settle()
  t.is(most, 3)
  t.is(output.size, 20)
})

test('a commit waits for what it covers', async (t) => {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .mapValuesAsync(async (word) => word)
    .toTable({ key: string, value: string, store: 'latest' })
    .toStream()
    .to(answers)
  using driver = new TestDriver(builder.build(), { commitInterval: '1s' })
  driver.input(words).send('a', 'one')
  driver.advanceWallClock('5s')
  t.throws(() => driver.commit(), { message: /await settle\(\) first/ })
  await driver.settle()
  t.deepEqual(driver.output(answers).readValues(), ['one'])
})

test('a call that takes too long is aborted, and its answer comes to nothing', async (t) => {
  const signals: AbortSignal[] = []
  const { driver } = mapping(
    (_word, _key, { signal }) => {
      signals.push(signal)
      return new Promise<string>(() => {})
    },
    { timeout: '5s' },
  )
  driver.input(words).send('a', 'one')
  driver.advanceWallClock(4_999)
  t.false(signals[0]?.aborted)
  t.throws(() => driver.advanceWallClock(1), {
    name: 'ProcessingError',
    message: 'processor KSTREAM-MAPVALUESASYNC-0000000001 failed on words-0@0: no answer within 5000 ms, at attempt 1',
  })
  t.true(signals[0]?.aborted)
})

test('a call that fails is made again, after a while that doubles', async (t) => {
  const attempts: [number, number][] = []
  const { driver, output } = mapping(
    async (word, _key, { attempt }) => {
      attempts.push([attempt, driver.wallClockMs])
      if (attempt < 3) throw new Error('busy')
      return word
    },
    { retry: { times: 2, delay: '1s' } },
  )
  driver.input(words).send('a', 'one')
  await driver.settle()
  t.deepEqual(attempts, [
    [1, 0],
    [2, 1_000],
    [3, 3_000],
  ])
  t.deepEqual(output.readValues(), ['one'])
})

test('what fails for good is a processing error on its own record, whatever is in work by then', async (t) => {
  const failing = async (word: string): Promise<string> => {
    if (word === 'bad') throw new Error('refused')
    return word
  }
  const { driver, output } = mapping(failing, { onError: { deadLetter: 'dead' } })
  driver.input(words).sendAll([
    ['a', 'bad'],
    ['a', 'good'],
    ['b', 'other'],
  ])
  await driver.settle()
  t.deepEqual(output.readValues().toSorted(), ['good', 'other'])
  const letter = driver.output(dead).read()
  t.deepEqual([letter?.key, letter?.value], ['a', 'bad'])
  t.is(letter?.headers.find(({ key }) => key === '__streams.errors.offset')?.value?.toString(), '0')
  t.deepEqual([...driver.dropped], [['processing-error', 1]])

  const strict = mapping(failing)
  strict.driver.input(words).send('a', 'bad')
  await t.throwsAsync(strict.driver.settle(), { name: 'ProcessingError', message: /words-0@0: refused/ })
  const lenient = mapping(failing, {}, { config: { onProcessingError: 'continue' } })
  lenient.driver.input(words).send('a', 'bad')
  await lenient.driver.settle()
  t.is(lenient.driver.dropped.get('processing-error'), 1)
})

test('records are filtered, made into several, and ended by functions that wait', async (t) => {
  const seen: string[] = []
  const builder = new StreamsBuilder()
  const parts = builder
    .stream(words)
    .filterAsync(async (word) => word !== 'no')
    .flatMapValuesAsync(async (word) => word.split(''))
  parts.to(answers)
  parts.forEachAsync(async (part) => void seen.push(part))
  using driver = new TestDriver(builder.build())
  driver.input(words).sendAll([
    ['a', 'no'],
    ['b', 'yes'],
  ])
  await driver.settle()
  t.deepEqual(driver.output(answers).readValues(), ['y', 'e', 's'])
  t.deepEqual(seen, ['y', 'e', 's'])
})

test('a failure that comes late is told with the bytes of its own record, others having come since', async (t) => {
  const late = async (word: string) => {
    if (word !== 'fine') throw new Error(word)
    return word
  }
  const { driver } = mapping(late, { onError: 'continue' })
  driver.input(words).sendAll([
    ['a', 'first'],
    ['b', 'second'],
    ['c', 'fine'],
  ])
  await driver.settle()
  t.deepEqual(
    driver.failures.map(({ failure }) => [failure.offset, String(failure.rawKey), String(failure.rawValue)]),
    [
      [0, 'a', 'first'],
      [1, 'b', 'second'],
    ],
  )
})

test('limits that make no sense are refused when the operator is written', (t) => {
  t.throws(() => mapping(async (word) => word, { concurrency: 0 }), { message: /concurrency .* whole number from 1/ })
  t.throws(() => mapping(async (word) => word, { retry: -1 }), { message: /retries .* whole number from 0/ })
  t.throws(() => mapping(async (word) => word, { timeout: 0 }), { message: /timeout of a call/ })
})

function mapping(
  mapper: (word: string, key: string, call: { signal: AbortSignal; attempt: number }) => Promise<string>,
  options: AsyncOptions = {},
  driverOptions: TestDriverOptions = {},
) {
  const builder = new StreamsBuilder()
  builder.stream(words).mapValuesAsync(mapper, options).to(answers)
  const driver = new TestDriver(builder.build(), driverOptions)
  return { driver, output: driver.output(answers) }
}
