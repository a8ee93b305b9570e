/** What the types of those who read stores from outside follow from. */
import { describe, expect, test } from 'tstyche'
import {
  type KeyValueReader,
  type SessionReader,
  type StoreQueries,
  StreamsBuilder,
  session,
  stores,
  topic,
  tumbling,
  type ValueAndTimestamp,
  type VersionedReader,
  type WindowReader,
} from '../../index.ts'
import { long, string } from '../../serde.ts'

const queries = {} as StoreQueries
const builder = new StreamsBuilder()
const words = topic('words', { key: string, value: long })

describe('the types of a reader follow from', () => {
  test('the definition of a store', () => {
    const plain = stores.keyValue('plain', { key: string, value: long })
    expect(queries.keyValue(plain)).type.toBe<KeyValueReader<string, number>>()
    expect(queries.timestampedKeyValue(plain)).type.toBe<KeyValueReader<string, ValueAndTimestamp<number>>>()
    const versions = stores.versioned('versions', { key: string, value: long, historyRetention: '1h' })
    expect(queries.versioned(versions)).type.toBe<VersionedReader<string, number>>()
    const windows = stores.window('windows', { key: string, value: long, windowSize: '1m', retention: '1h' })
    expect(queries.window(windows)).type.toBe<WindowReader<string, number>>()
    const sessions = stores.session('sessions', { key: string, value: long, retention: '1h' })
    expect(queries.session(sessions)).type.toBe<SessionReader<string, number>>()
  })

  test('a table, or the name of its store', () => {
    const table = builder.table(words, { store: 'latest' })
    expect(queries.timestampedKeyValue(table)).type.toBe<KeyValueReader<string, ValueAndTimestamp<number>>>()
    expect(queries.keyValue(table)).type.toBe<KeyValueReader<string, number>>()
    expect(queries.versioned(table)).type.toBe<VersionedReader<string, number>>()
    const name = table.queryableStoreName
    if (name !== null) expect(queries.keyValue(name)).type.toBe<KeyValueReader<string, number>>()
    const everywhere = builder.globalTable(words, { store: 'everywhere' })
    expect(queries.keyValue(everywhere)).type.toBe<KeyValueReader<string, number>>()
  })

  test('a windowed table, whose keys have a window each', () => {
    const grouped = builder.stream(words).groupByKey()
    const perMinute = grouped.windowedBy(tumbling('1m')).count({ store: 'per-minute' })
    expect(queries.timestampedWindow(perMinute)).type.toBe<WindowReader<string, ValueAndTimestamp<number>>>()
    expect(queries.window(perMinute)).type.toBe<WindowReader<string, number>>()
    const perVisit = grouped.windowedBy(session('5m')).count({ store: 'per-visit' })
    expect(queries.session(perVisit)).type.toBe<SessionReader<string, number>>()
  })

  test('what the program says of a mere name', () => {
    expect(queries.keyValue<string, number>('plain')).type.toBe<KeyValueReader<string, number>>()
    expect(queries.keyValue('plain')).type.toBe<KeyValueReader<unknown, unknown>>()
    expect(queries.window<string, number>('windows')).type.toBe<WindowReader<string, number>>()
  })
})

describe('what does not fit does not compile', () => {
  test('a definition of another kind', () => {
    const windows = stores.window('windows', { key: string, value: long, windowSize: '1m', retention: '1h' })
    expect(queries.keyValue).type.not.toBeCallableWith(windows)
    expect(queries.session).type.not.toBeCallableWith(windows)
  })

  test('a table without windows where there are to be some, and a key of another type', () => {
    expect(queries.window).type.not.toBeCallableWith(builder.table(words, { store: 'latest' }))
    const plain = stores.keyValue('plain', { key: string, value: long })
    expect(queries.keyValue(plain).get).type.not.toBeCallableWith(1)
  })
})
