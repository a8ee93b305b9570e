/**
 * What topologies cost by themselves: the six workloads of the yardstick, which times Java Kafka Streams beside a
 * broker, here through the test driver. Stores are in memory, everything is on one thread, and records go in and out
 * as bytes; there is no broker, so that what is measured is decoding, operators, stores and encoding.
 */
import { noHeaders, StreamsBuilder, topic } from '@millrace/streams'
import { string } from '@millrace/streams/serde'
import { TestDriver } from '@millrace/streams/testing'
import type { Comparison, Subject } from './measure.ts'

const RECORDS_A_RUN = 20_000
const KEYS = 10_000
const FIRST_TIMESTAMP = 1_700_000_000_000
const filler = 'x'.repeat(80)

const input = topic('in', { key: string, value: string })
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
]

function inBytes({ topic: name, key, value }: ReturnType<Workload['record']>) {
  return { topic: name, key: key === null ? null : Buffer.from(key), value: Buffer.from(value), headers: noHeaders }
}

function comparisonOf({ name, write, record, first, unitsPerSecond }: Workload): Comparison {
  const builder = new StreamsBuilder({ storePlace: 'memory' })
  write(builder)
  const driver = new TestDriver(builder.build())
  for (const each of first?.() ?? []) driver.pipe({ ...inBytes(each), timestamp: FIRST_TIMESTAMP - 1 })
  // Made before anything is measured; a broker's records are bytes already.
  const records = Array.from({ length: RECORDS_A_RUN }, (_, index) => inBytes(record(index)))
  let timestamp = FIRST_TIMESTAMP
  const ours = () => {
    for (const { topic: name, key, value, headers } of records) {
      driver.pipe({ topic: name, key, value, headers, timestamp: timestamp++ })
    }
    for (const produced of driver.producedTopics) driver.produced(produced).length = 0
    return RECORDS_A_RUN
  }
  const bars = unitsPerSecond === undefined ? [] : [{ unitsPerSecond }]
  return { name, unit: 'records', ours, peers: {}, bars }
}

export const topology: Subject = { name: 'topology', comparisons: workloads.map(comparisonOf) }
