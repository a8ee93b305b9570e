/**
 * Consumers that hand records of 100 bytes to their program, ours and those of kafkajs and platformatic/kafka.
 * Everybody reads the same topic, goes back to its start before the end is reached, so that nobody waits for records,
 * and looks at each value; ours once with an object a record, as the peers, and once with a cursor.
 */
import { Consumer } from '@millrace/core'
import { Consumer as PlatformaticConsumer } from '@platformatic/kafka'
import { Kafka, logLevel } from 'kafkajs'
import { type Ground, type Load, VALUE_BYTES } from './ground.ts'

const RECORDS_A_RUN = 50_000
/** Behind this record of the topic nobody begins a run: what is fetched ahead lies within the rest. */
const LAST_START = 450_000

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

const readers: Readonly<Record<string, (ground: Ground) => Reader | Promise<Reader>>> = {
  records: ourRecords,
  cursor: ourCursor,
  kafkajs: kafkajsBatches,
  'platformatic/kafka': platformaticStream,
}

export async function consumeLoad(way: string, ground: Ground): Promise<Load> {
  const reader = await readers[way]?.(ground)
  if (reader === undefined) throw new Error(`no consumer is called ${way}`)
  let passed = 0
  const run = async () => {
    if (passed > LAST_START) {
      await reader.rewind()
      passed = 0
    }
    const { count, bytes } = await reader.read(RECORDS_A_RUN)
    if (bytes !== count * VALUE_BYTES) throw new Error(`${count} records of ${bytes} bytes came`)
    passed += count
    return count
  }
  return { run, close: reader.close }
}

function partitionsOf({ topic, partitions }: Ground) {
  return Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
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
