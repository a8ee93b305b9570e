/**
 * Our clients where nothing goes on: a producer whose broker has stopped, and a consumer whose program reads no more.
 * A run goes as far as the client lets it, and says what that took of the process's memory.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Consumer, Producer } from '@millrace/core'
import type { Ground } from './ground.ts'

const MIB = 1024 ** 2
const SAMPLE_MS = 10
/** Nothing more comes when so long nothing has. */
const STILL_MS = 1_500

export const PRODUCER_BUFFER_BYTES = 32 * MIB
export const CONSUMER_BUFFER_BYTES = 16 * MIB

/** Beyond what the process had before. */
export interface Held {
  /** What cannot be freed. */
  readonly heldBytes: number
  /** The most that the process had at once, with what was not yet collected. */
  readonly peakResidentBytes: number
}

export async function heldLoad(way: string, ground: Ground) {
  return way === 'producer' ? await producerLoad(ground) : consumerLoad(ground)
}

/** The first record is delivered; then the broker is to be stopped. */
async function producerLoad({ address, topic }: Ground) {
  const producer = new Producer({ brokers: [address], bufferBytes: PRODUCER_BUFFER_BYTES, deliveryTimeoutMs: 600_000 })
  await producer.sendAndWait({ topic, value: 'first' })
  const value = Buffer.alloc(100, 'x')
  const run = () =>
    heldBy(() => {
      while (producer.send({ topic, value }));
    })
  return { run, close: () => producer.close({ timeoutMs: 1_000 }) }
}

function consumerLoad({ address, topic, partitions }: Ground) {
  const assign = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
  const consumer = new Consumer({
    brokers: [address],
    assign,
    from: 'earliest',
    bufferBytes: CONSUMER_BUFFER_BYTES,
  })
  const run = () => heldBy(async () => void (await consumer.records().next()))
  return { run, close: () => consumer.close() }
}

async function heldBy(work: () => void | Promise<void>): Promise<Held> {
  const before = memory()
  let peakResidentBytes = 0
  const look = () => {
    peakResidentBytes = Math.max(peakResidentBytes, process.memoryUsage.rss() - before.residentBytes)
  }
  const timer = setInterval(look, SAMPLE_MS)
  await work()
  look()
  await sleep(STILL_MS)
  clearInterval(timer)
  look()
  return { heldBytes: memory().heldBytes - before.heldBytes, peakResidentBytes }
}

function memory(): { heldBytes: number; residentBytes: number } {
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { heldBytes: heapUsed + external, residentBytes: rss }
}
