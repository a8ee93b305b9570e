import test from 'ava'
import {
  type FixedKeyProcessorContext,
  type FixedKeyRecord,
  type Processor,
  type ProcessorContext,
  StreamRecord,
  StreamsBuilder,
  Topology,
  topic,
} from '../index.ts'
import { string } from '../serde.ts'
import { TestDriver } from '../testing.ts'

const words = topic('words', { key: string, value: string })
const left = topic('left', { key: string, value: string })
const right = topic('right', { key: string, value: string })

type Context = ProcessorContext<string, string>
type Words = Processor<string, string>
type Word = StreamRecord<string, string>

test('a record may go to one child by name, or to all', (t) => {
  using driver = twoSinks((context) => ({
    process: (record) => context().forward(record, record.value === 'both' ? undefined : record.value),
  }))
  for (const value of ['left', 'right', 'both']) driver.input(words).send('a', value)
  t.deepEqual(driver.output(left).readValues(), ['left', 'both'])
  t.deepEqual(driver.output(right).readValues(), ['right', 'both'])
})

test('a record cannot go to a child that is not there', (t) => {
  using driver = twoSinks((context) => ({ process: (record) => context().forward(record, 'middle') }))
  t.throws(() => driver.input(words).send('a', 'one'), {
    name: 'ProcessingError',
    message: /cannot forward to middle: it is no child of it, those are left, right/,
  })
})

test('headers and time that are forwarded hold below, and are put back above', (t) => {
  const seen: unknown[] = []
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .process<string, string>(() => {
      let context: Context
      return {
        init: (given) => {
          context = given
        },
        process: (record) => {
          context.forward(record.withTimestamp(70).withHeaders([{ key: 'h', value: null }]))
          context.forward(record)
        },
      }
    })
    .process<string, string>(() => {
      let context: Context
      return {
        init: (given) => {
          context = given
        },
        process: ({ timestamp, headers }) => {
          const { topic: from, partition, offset } = context.recordMetadata
          seen.push([timestamp, headers.length, from, partition, offset])
        },
      }
    })
  using driver = new TestDriver(builder.build())
  driver.input(words).send('a', 'one', { timestamp: 5 })
  t.deepEqual(seen, [
    [70, 1, 'words', 0, 0],
    [5, 0, 'words', 0, 0],
  ])
})

test('in a punctuation no record is being processed', (t) => {
  const seen: unknown[] = []
  using driver = twoSinks((context) => ({
    init: () => {
      context().schedule({ every: '1s', type: 'wall-clock-time' }, (timestamp) => {
        const { topic: from, partition, offset } = context().recordMetadata
        seen.push([from, partition, offset])
        context().forward(new StreamRecord({ key: 'tick', value: String(timestamp), timestamp }), 'left')
      })
    },
    process: () => {},
  }))
  driver.advanceWallClock('1s')
  t.deepEqual(seen, [[null, -1, -1]])
  t.deepEqual(
    driver
      .output(left)
      .readAll()
      .map(({ key, value, timestamp }) => [key, value, timestamp]),
    [['tick', '1000', 1_000]],
  )
})

test('a processor that returns a promise is told that it cannot wait', (t) => {
  using driver = twoSinks(() => ({ process: async () => {} }))
  t.throws(() => driver.input(words).send('a', 'one'), { message: /returned a promise: processors do not wait/ })
})

test('nothing can be forwarded after the record has been processed', (t) => {
  let kept: Context | undefined
  let record: Word | undefined
  using driver = twoSinks((context) => ({
    process: (given) => {
      kept = context()
      record = given
    },
  }))
  driver.input(words).send('a', 'one')
  t.throws(() => kept?.forward(record as Word), { message: /while none was being processed/ })
})

test('a fixed-key processor forwards only what was made of its records', (t) => {
  const builder = new StreamsBuilder()
  builder
    .stream(words)
    .processValues<string>(() => {
      let context: FixedKeyProcessorContext<string, string>
      return {
        init: (given) => {
          context = given
        },
        process: (record) => {
          if (record.value === 'forged') context.forward({ ...record } as FixedKeyRecord<string, string>)
          else context.forward(record.withValue(`${record.value}!`).withTimestamp(9))
        },
      }
    })
    .to(left)
  using driver = new TestDriver(builder.build())
  driver.input(words).send('a', 'one')
  t.deepEqual(
    driver
      .output(left)
      .readAll()
      .map(({ key, value, timestamp }) => [key, value, timestamp]),
    [['a', 'one!', 9]],
  )
  t.throws(() => driver.input(words).send('a', 'forged'), { message: /could have another key/ })
})

test("processors read the application's settings", (t) => {
  const seen: unknown[] = []
  const builder = new StreamsBuilder()
  builder.stream(words).process(() => ({
    init: (context) => void seen.push(context.appConfig, context.applicationId, context.taskId),
    process: () => {},
  }))
  new TestDriver(builder.build(), { config: { appConfig: { threshold: 3 } } }).close()
  t.deepEqual(seen, [{ threshold: 3 }, 'test', '0_0'])
})

/** A processor above two sinks, `left` and `right`; what is given makes it, and may ask for its context later. */
function twoSinks(make: (context: () => Context) => Words): TestDriver {
  const supplier = (): Words => {
    let context: Context
    const made = make(() => context)
    return {
      init: (given) => {
        context = given
        made.init?.(given)
      },
      process: (record) => made.process(record),
    }
  }
  const serdes = { key: string, value: string }
  const topology = new Topology()
    .addSource('source', { topics: ['words'], ...serdes })
    .addProcessor('processor', { supplier, parents: ['source'] })
    .addSink('left', { topic: 'left', parents: ['processor'], ...serdes })
    .addSink('right', { topic: 'right', parents: ['processor'], ...serdes })
  return new TestDriver(topology)
}
