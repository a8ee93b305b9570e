/**
 * What topologies cost by themselves: the six workloads of the yardstick, which times Java Kafka Streams beside a
 * broker, and sessions; here through the test driver. Stores are in memory, everything is on one thread, and records
 * go in and out as bytes; there is no broker, so that what is measured is decoding, operators, stores and encoding.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { noHeaders, StreamsBuilder, session, topic, tumbling } from '@millrace/streams'
import { long, string } from '@millrace/streams/serde'
import { TestDriver } from '@millrace/streams/testing'
import { flameGraph } from './flame-graph.ts'
import type { Comparison, Report, Subject } from './measure.ts'

const RECORDS_A_RUN = 20_000
/** Output is read as it comes, as a producer takes it: a list of all of it would cost more than making it. */
const RECORDS_A_READ = 500
const KEYS = 10_000
/** The wall clock stands still meanwhile: each run ends with one commit, as a second or so of production would. */
const COMMIT_INTERVAL = '30s'
const FIRST_TIMESTAMP = 1_700_000_000_000
const filler = 'x'.repeat(80)

const input = topic('in', { key: string, value: string })
const counts = topic('counts', { key: string, value: long })
const table = topic('table', { key: string, value: string })
const others = topic('others', { key: string, value: string })
const output = topic('out', { key: string, value: string })

interface Workload {
  readonly name: string
  readonly write: (builder: StreamsBuilder) => void
  /** What is piped in, in turn. */
  readonly record: (index: number) => { readonly topic: string; readonly key: string | null; readonly value: string }
  /** What is piped in once, before anything is measured. */
  readonly first?: () => Iterable<{ readonly topic: string; readonly key: string; readonly value: string }>
  readonly unitsPerSecond?: number
}

/** Numbers that jump about and are the same in each run. */
function scattered(index: number): number {
  return Math.imul(index, 0x9e3779b1) >>> 0
}

const keyOf = (number: number) => `k${String(number).padStart(8, '0')}`
const anyKey = (index: number) => keyOf(scattered(index) % KEYS)
const filled = (index: number) => ({ topic: 'in', key: anyKey(index), value: filler + index })

const count = (counted: number) => counted + 1
const words = 'stream table window join count topic log broker offset key value time state store sink source'.split(' ')
const line = (index: number) => {
  const word = (position: number) => {
    const number = scattered(index * 5 + position)
    return `${words[number % words.length]}${(number >>> 8) % Math.floor(KEYS / words.length)}`
  }
  return [0, 1, 2, 3, 4].map(word).join(' ')
}

const workloads: readonly Workload[] = [
  {
    name: 'map',
    write: (builder) =>
      builder
        .stream(input)
        .mapValues((value) => value.toUpperCase())
        .to(output),
    record: filled,
    unitsPerSecond: 1_000_000,
  },
  {
    name: 'count',
    write: (builder) =>
      builder
        .stream(input)
        .groupByKey()
        .aggregate(() => 0, count, { key: string, value: long })
        .toStream()
        .to(counts),
    record: filled,
    unitsPerSecond: 500_000,
  },
  {
    name: 'wordcount',
    write: (builder) =>
      builder
        .stream(input)
        .flatMapValues((text) => text.split(' '))
        .groupBy((word) => word, { key: string, value: string })
        .aggregate(() => 0, count, { key: string, value: long })
        .toStream()
        .to(counts),
    record: (index) => ({ topic: 'in', key: null, value: line(index) }),
  },
  {
    name: 'window',
    write: (builder) =>
      builder
        .stream(input)
        .groupByKey()
        .windowedBy(tumbling('1m', { grace: '10s' }))
        .aggregate(() => 0, count, { key: string, value: long })
        .toStream()
        .selectKey((_, { key, window }) => `${key}@${window.startMs}`)
        .to(counts),
    record: filled,
    unitsPerSecond: 300_000,
  },
  {
    name: 'session',
    write: (builder) =>
      builder
        .stream(input)
        .groupByKey()
        .windowedBy(session('5s', { grace: '1s' }))
        .aggregate(() => 0, { add: count, merge: (one, other) => one + other }, { key: string, value: long })
        .toStream()
        .selectKey((_, { key, window }) => `${key}@${window.endMs}`)
        .to(counts),
    record: filled,
  },
  {
    name: 'table-join',
    write: (builder) =>
      builder
        .stream(input)
        .join(builder.table(table), (text, row) => text + row)
        .to(output),
    first: () =>
      Array.from({ length: KEYS }, (_, number) => ({ topic: 'table', key: keyOf(number), value: `t${number}` })),
    record: filled,
  },
  {
    name: 'stream-join',
    write: (builder) =>
      builder
        .stream(input)
        .join(builder.stream(others), (left, right) => left + right, { within: '1s', grace: '5s' })
        .to(output),
    // Every left record meets one right record.
    record: (index) => {
      const pair = index >>> 1
      return index % 2 === 0
        ? { topic: 'in', key: keyOf(pair), value: `l${pair}` }
        : { topic: 'others', key: keyOf(pair), value: `r${pair}` }
    },
  },
]

function inBytes({ topic: name, key, value }: ReturnType<Workload['record']>) {
  return { topic: name, key: key === null ? null : Buffer.from(key), value: Buffer.from(value), headers: noHeaders }
}

/** What came out has been read. */
function letGo(driver: TestDriver): void {
  for (const produced of driver.producedTopics) driver.produced(produced).length = 0
}

function comparisonOf({ name, write, record, first, unitsPerSecond }: Workload): Comparison {
  const builder = new StreamsBuilder({ storePlace: 'memory' })
  write(builder)
  const driver = new TestDriver(builder.build(), { commitInterval: COMMIT_INTERVAL })
  for (const each of first?.() ?? []) driver.pipe({ ...inBytes(each), timestamp: FIRST_TIMESTAMP - 1 })
  // Made before anything is measured; a broker's records are bytes already.
  const records = Array.from({ length: RECORDS_A_RUN }, (_, index) => inBytes(record(index)))
  let timestamp = FIRST_TIMESTAMP
  const ours = () => {
    for (const { topic: name, key, value, headers } of records) {
      driver.pipe({ topic: name, key, value, headers, timestamp: timestamp++ })
      if (timestamp % RECORDS_A_READ === 0) letGo(driver)
    }
    driver.commit()
    letGo(driver)
    return RECORDS_A_RUN
  }
  const bars = unitsPerSecond === undefined ? [] : [{ unitsPerSecond }]
  return { name, unit: 'records', ours, peers: {}, bars }
}

/** Flame graphs are for looking at, not for keeping: the folder is not in the repository. */
const resultsFolder = new URL('../.cache/flame-graphs/', import.meta.url)
const runsDrawn = 25

function drawing({ name, ours }: Comparison): Report {
  const file = new URL(`topology-${name}.svg`, resultsFolder)
  const run = async () => {
    const svg = await flameGraph(`${name}: where the time of a record goes`, async () => {
      for (let count = 0; count < runsDrawn; count++) await ours()
    })
    mkdirSync(resultsFolder, { recursive: true })
    writeFileSync(file, svg)
    return [
      {
        name: 'flame graph',
        value: Math.ceil(svg.length / 1024),
        unit: `KiB, .cache/flame-graphs/topology-${name}.svg`,
      },
    ]
  }
  return { name, run }
}

const comparisons = workloads.map(comparisonOf)

export const topology: Subject = { name: 'topology', comparisons, reports: comparisons.map(drawing) }
