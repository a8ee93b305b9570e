/**
 * What it costs to read stores from outside: single rows beside what a processor reads of the same store, and scans of a
 * million rows, of which the figure that matters is how long processing waits for one turn of them.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type KeyValueReader, type StoreView, StreamsBuilder, stores, topic } from '@millrace/streams'
import { string } from '@millrace/streams/serde'
import { TestDriver } from '@millrace/streams/testing'
import type { Comparison, Figure, Report, Subject } from './measure.ts'

const ROWS = 1_000_000
const COMMIT = 100_000
const READS_A_RUN = 20_000
const VALUE = 'v'.repeat(80)
const words = topic('words', { key: string, value: string })

type Place = 'disk' | 'memory'

const keyOf = (number: number) => `customer-${number}`

class Folder {
  readonly #path = mkdtempSync(path.join(os.tmpdir(), 'millrace-queries-'))
  readonly #drivers: TestDriver[] = []

  /** A driver with a store of a million rows, all of them committed. */
  async filled(place: Place): Promise<TestDriver> {
    const builder = new StreamsBuilder()
    const rows = stores.keyValue('rows', { key: string, value: string, place })
    builder.stream(words).process(() => ({ process: () => undefined }), { stores: [rows] })
    const folder = path.join(this.#path, `${this.#drivers.length}`)
    const driver = await TestDriver.onDisk(builder.build(), folder, { commitInterval: '30s' })
    this.#drivers.push(driver)
    const store = driver.stores.keyValueStore<string, string>('rows')
    for (let number = 0; number < ROWS; number++) {
      store.put(keyOf((number * 7919) % ROWS), VALUE)
      if ((number + 1) % COMMIT === 0) driver.commit()
    }
    return driver
  }

  async close(): Promise<void> {
    for (const driver of this.#drivers) await driver[Symbol.asyncDispose]()
    rmSync(this.#path, { recursive: true })
  }
}

/** Rows of a few thousand keys, as those are asked for that somebody looks at. */
function pointReads(driver: TestDriver, place: Place, view: StoreView): Comparison {
  const keys = Array.from({ length: READS_A_RUN }, (_, index) => keyOf((index * 101) % 5_000))
  const reader: KeyValueReader<string, string> = driver.queries.keyValue('rows', { view })
  const store = driver.stores.keyValueStore<string, string>('rows')
  return {
    name: `read one row, ${place}, ${view}`,
    unit: 'rows',
    ours: async () => {
      for (const key of keys) await reader.get(key)
      return keys.length
    },
    peers: {
      processor: () => {
        for (const key of keys) store.get(key)
        return keys.length
      },
    },
    bars: [],
  }
}

function scan(driver: TestDriver, place: Place, view: StoreView): Report {
  return { name: `scan of ${ROWS.toLocaleString('en')} rows, ${place}, ${view}`, run: () => scanned(driver, view) }
}

/** Beside the scan something runs that has a turn whenever the scan has had one, as processing does. */
async function scanned(driver: TestDriver, view: StoreView): Promise<Figure[]> {
  const waits: number[] = []
  let isOver = false
  let last = busyMs()
  const work = () => {
    const now = busyMs()
    waits.push(now - last)
    last = now
    if (!isOver) setImmediate(work)
  }
  setImmediate(work)
  const began = performance.now()
  let rows = 0
  for await (const _ of driver.queries.keyValue('rows', { view }).all()) rows += 1
  const ms = performance.now() - began
  isOver = true
  waits.sort((left, right) => left - right)
  return [
    { name: 'rows a second', value: (rows / ms) * 1000, unit: 'rows/s' },
    { name: 'processing waits, median', value: waits[Math.floor(waits.length / 2)] as number, unit: 'ms' },
    { name: 'processing waits, 99 of 100', value: waits[Math.floor(waits.length * 0.99)] as number, unit: 'ms' },
    { name: 'processing waits, longest', value: waits.at(-1) as number, unit: 'ms', bar: { atMost: 50 } },
  ]
}

/** What the thread has worked: what other programs take of the machine is not counted. */
function busyMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

export async function openQueriesSubject(): Promise<Subject> {
  const folder = new Folder()
  const disk = await folder.filled('disk')
  const memory = await folder.filled('memory')
  return {
    name: 'queries',
    comparisons: [
      pointReads(disk, 'disk', 'committed'),
      pointReads(disk, 'disk', 'latest'),
      pointReads(memory, 'memory', 'latest'),
    ],
    reports: [scan(disk, 'disk', 'committed'), scan(disk, 'disk', 'latest'), scan(memory, 'memory', 'latest')],
    close: () => folder.close(),
  }
}
