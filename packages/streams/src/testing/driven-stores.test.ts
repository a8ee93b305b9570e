import test from 'ava'
import { type Processor, StreamsBuilder, stores, topic } from '../index.ts'
import { string } from '../serde.ts'
import { TestDriver } from './test-driver.ts'

const words = topic('words', { key: string, value: string })

test('a store is given out as what it is', (t) => {
  using driver = driverWithStores()
  driver.input(words).send('a', 'one', { timestamp: 7 })
  t.is(driver.stores.keyValueStore<string, string>('plain').get('a'), null)
  driver.stores.keyValueStore<string, string>('plain').put('a', 'put')
  t.is(driver.stores.keyValueStore<string, string>('plain').get('a'), 'put')
  const latest = driver.stores.timestampedKeyValueStore<string, string>('latest').get('a')
  t.deepEqual([latest?.value, latest?.timestamp], ['one', 7])
})

test('who asks for another kind of store is told which it is', (t) => {
  using driver = driverWithStores()
  t.throws(() => driver.stores.keyValueStore('latest'), {
    message: /latest is a timestamped-key-value store, not a key-value store: ask for it by timestampedKeyValueStore/,
  })
})

test('who asks for a store that is not there is told those that are', (t) => {
  using driver = driverWithStores()
  t.throws(() => driver.stores.sessionStore('other'), { message: /a store other; its stores are: .*latest/ })
  t.is(driver.store('other'), null)
})

test('punctuations that are to come can be looked at', (t) => {
  using driver = driverWithStores()
  t.deepEqual(driver.punctuations, [{ node: 'ticker', type: 'wall-clock-time', everyMs: 60_000, dueMs: 60_000 }])
  driver.advanceWallClock('90s')
  t.deepEqual(
    driver.punctuations.map(({ dueMs }) => dueMs),
    [120_000],
  )
})

test('failures can be looked at, with what was answered', (t) => {
  const builder = new StreamsBuilder()
  builder.stream(words).forEach(() => {
    throw new Error('boom')
  })
  using driver = new TestDriver(builder.build(), { config: { onProcessingError: 'continue' } })
  driver.input(words).send('a', 'one')
  t.deepEqual(
    driver.failures.map(({ failure, answer }) => [failure.kind, failure.node, failure.offset, answer]),
    [['processing', 'KSTREAM-FOREACH-0000000001', 0, 'continue']],
  )
})

function driverWithStores(): TestDriver {
  const builder = new StreamsBuilder()
  builder.table(words, { store: 'latest' })
  const plain = stores.keyValue('plain', { key: string, value: string })
  const ticker = (): Processor<string, string> => ({
    init: (context) => void context.schedule({ every: '1m', type: 'wall-clock-time' }, () => {}),
    process: () => {},
  })
  builder.stream(topic('ticks', { key: string, value: string })).process(ticker, { name: 'ticker', stores: [plain] })
  return new TestDriver(builder.build())
}
