/**
 * How many records of 100 bytes a second a consumer hands to its program, beside kafkajs and platformatic/kafka:
 * against one broker in a process of its own. Everybody reads the same topic, goes back to its start before the end
 * is reached, so that nobody waits for records, and looks at each value; ours once with an object a record, as the
 * peers, and once with a cursor.
 */
import { Consumer, Producer } from '@millrace/core'
import { Consumer as PlatformaticConsumer } from '@platformatic/kafka'
import { Kafka, logLevel } from 'kafkajs'
import type { Comparison } from '../measure.ts'

const RECORDS = 600_000
const RECORDS_A_RUN = 50_000
/** Behind this record of the topic nobody begins a run: what is fetched ahead lies within the rest. */
const LAST_START = 450_000
const VALUE_BYTES = 88
const TIMES_PEER = 2

export interface ConsumeRuns {
  readonly comparisons: readonly Comparison[]
  close(): Promise<void>
}

/** A reader of a topic. */
interface Reader {
  /** Reads so many more records or a few more, and says how many and how long their values are. */
  readonly read: (count: number) => Promise<Read>
  /** Goes back to the start. */
  readonly rewind: () => Promise<void> | void
  readonly close: () => Promise<unknown>
}

interface Read {
  count: number
  bytes: number
}

interface Ground {
  readonly address: string
  readonly topic: string
  readonly partitions: number
}

/** `topics` by their number of partitions; they exist, and are filled here. */
export async function consumeRuns(address: string, topics: ReadonlyMap<number, string>): Promise<ConsumeRuns> {
  const comparisons: Comparison[] = []
  const readers: Reader[] = []
  for (const [partitions, topic] of topics) {
    const ground = { address, topic, partitions }
    await fill(ground)
    const [records, cursor] = [ourRecords(ground), ourCursor(ground)]
    const [kafkajs, platformatic] = [await kafkajsBatches(ground), await platformaticStream(ground)]
    readers.push(records, cursor, kafkajs, platformatic)
    const where = `${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`
    const peers = { kafkajs: runOf(kafkajs), 'platformatic/kafka': runOf(platformatic) }
    const bars = Object.keys(peers).map((peer) => ({ timesPeer: TIMES_PEER, peer }))
    comparisons.push({ name: `consume, records, ${where}`, unit: 'records', ours: runOf(records), peers, bars })
    comparisons.push({ name: `consume, cursor, ${where}`, unit: 'records', ours: runOf(cursor), peers, bars })
  }
  const close = async () => {
    await Promise.all(readers.map((reader) => reader.close()))
  }
  return { comparisons, close }
}

async function fill({ address, topic }: Ground): Promise<void> {
  await using producer = new Producer({ brokers: [address], lingerMs: 5 })
  const value = `{"note":"${'millrace '.repeat(20)}`.slice(0, VALUE_BYTES)
  for (let index = 0; index < RECORDS; index += 1) {
    const key = `key-${String(index % 10_000).padStart(6, '0')}`
    if (!producer.send({ topic, key, value })) await producer.ready()
  }
  await producer.flush()
}

function partitionsOf({ topic, partitions }: Ground) {
  return Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
}

function runOf(reader: Reader): () => Promise<number> {
  let passed = 0
  return async () => {
    if (passed > LAST_START) {
      await reader.rewind()
      passed = 0
    }
    const { count, bytes } = await reader.read(RECORDS_A_RUN)
    if (bytes !== count * VALUE_BYTES) throw new Error(`${count} records of ${bytes} bytes came`)
    passed += count
    return count
  }
}

function ourReader(ground: Ground, read: (consumer: Consumer, count: number) => Promise<Read>): Reader {
  const consumer = new Consumer({ brokers: [ground.address], assign: partitionsOf(ground), from: 'earliest' })
  const rewind = () => {
    for (const partition of partitionsOf(ground)) consumer.seek(partition, 0)
  }
  return { read: (count) => read(consumer, count), rewind, close: () => consumer.close() }
}

function ourRecords(ground: Ground): Reader {
  return ourReader(ground, async (consumer, wanted) => {
    const read = { count: 0, bytes: 0 }
    for await (const { value } of consumer) {
      read.bytes += value?.length ?? 0
      read.count += 1
      if (read.count === wanted) break
    }
    return read
  })
}

function ourCursor(ground: Ground): Reader {
  return ourReader(ground, async (consumer, wanted) => {
    const read = { count: 0, bytes: 0 }
    for await (const { raw } of consumer.batches()) {
      while (raw.next()) {
        read.bytes += raw.record.value()?.length ?? 0
        read.count += 1
      }
      if (read.count >= wanted) break
    }
    return read
  })
}

/** For those who are handed records whether they want any or not: they wait while nobody reads. */
class Gate {
  readonly #open: () => void
  readonly #shut: () => void
  #read: Read = { count: 0, bytes: 0 }
  #wanted = 0
  #finish = (_read: Read) => {}

  constructor(hooks: { open: () => void; shut: () => void }) {
    this.#open = hooks.open
    this.#shut = hooks.shut
  }

  read(wanted: number): Promise<Read> {
    this.#read = { count: 0, bytes: 0 }
    this.#wanted = wanted
    const finished = new Promise<Read>((resolve) => {
      this.#finish = resolve
    })
    this.#open()
    return finished
  }

  take(value: Buffer | null | undefined): void {
    this.#read.bytes += value?.length ?? 0
    this.#read.count += 1
  }

  /** After each record, or each batch of them. */
  look(): void {
    if (this.#read.count < this.#wanted) return
    this.#wanted = Number.POSITIVE_INFINITY
    this.#shut()
    this.#finish(this.#read)
  }
}

async function kafkajsBatches(ground: Ground): Promise<Reader> {
  const { address, topic } = ground
  const kafka = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING })
  const consumer = kafka.consumer({ groupId: `kafkajs-${topic}`, sessionTimeout: 120_000 })
  let go = () => {}
  let waiting: Promise<void> | undefined
  const shut = () => {
    waiting = new Promise<void>((resolve) => {
      go = resolve
    })
  }
  shut()
  const gate = new Gate({ open: () => go(), shut })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: 1,
    eachBatch: async ({ batch }) => {
      await waiting
      for (const { value } of batch.messages) gate.take(value)
      gate.look()
    },
  })
  const rewind = () => {
    for (const { partition } of partitionsOf(ground)) consumer.seek({ topic, partition, offset: '0' })
  }
  const close = () => {
    go()
    return consumer.disconnect()
  }
  return { read: (count) => gate.read(count), rewind, close }
}

async function platformaticStream(ground: Ground): Promise<Reader> {
  const { address, topic } = ground
  const groupId = `platformatic-${topic}`
  const consumer = new PlatformaticConsumer({ clientId: 'bench', groupId, bootstrapBrokers: [address] })
  const offsets = partitionsOf(ground).map((one) => ({ ...one, offset: 0n }))
  const open = async () => {
    const opened = await consumer.consume({ topics: [topic], mode: 'manual', offsets, autocommit: false })
    opened.on('data', ({ value }) => {
      gate.take(value)
      gate.look()
    })
    opened.pause()
    return opened
  }
  const gate = new Gate({ open: () => stream.resume(), shut: () => stream.pause() })
  let stream = await open()
  const rewind = async () => {
    await stream.close()
    stream = await open()
  }
  return { read: (count) => gate.read(count), rewind, close: () => consumer.close(true) }
}
