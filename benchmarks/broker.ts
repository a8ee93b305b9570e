/**
 * The broker as a process, with Apache Kafka beside it where `--peer` asks for that: what others' programs get
 * through it, how long single records take, how soon it is ready, and what it costs while it does nothing. The two
 * take turns at each load, so that a machine that slows down slows both.
 */
import { rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Contender, startKafka, startOurs } from './broker/contenders.ts'
import {
  createTopic,
  hasKcat,
  javaConsumes,
  javaProduces,
  kcatConsumes,
  kcatProduces,
  roundTrips,
  writeLines,
} from './broker/loads.ts'
import type { Figure, Subject } from './measure.ts'

const RECORDS = 2_000_000
const ROUND_TRIPS = 5_000
const MANY_PARTITIONS = 5_000
const TURNS = 3
const SETTLE_MS = 3_000
const MIB = 1024 ** 2
const SHARE_MIN = 0.8
const READY_MS_MAX = 300
const IDLE_MIB_MAX = 150

export async function brokerSubject({ hasPeer }: { hasPeer: boolean }): Promise<Subject> {
  const contenders = [await startOurs(), ...(hasPeer ? [await startKafka()] : [])]
  const run = new BrokerRun(contenders, await hasKcat())
  return {
    name: 'broker',
    comparisons: [],
    reports: [
      { name: 'start', run: () => run.start() },
      { name: 'round trip of one record', run: () => run.roundTrips('single', 1) },
      { name: 'throughput, 1 partition', run: () => run.throughput(1) },
      { name: 'throughput, 100 partitions', run: () => run.throughput(100) },
      { name: `${MANY_PARTITIONS} partitions`, run: () => run.manyPartitions() },
    ],
    async close() {
      for (const one of contenders) await one.end()
      run.close()
    },
  }
}

/** One figure of each contender: Apache Kafka's is there to be compared with. */
interface Row {
  readonly name: string
  readonly unit: string
  readonly values: readonly number[]
}

class BrokerRun {
  readonly #contenders: readonly Contender[]
  readonly #hasKcat: boolean
  readonly #lines = path.join(os.tmpdir(), `millrace-bench-lines-${process.pid}`)

  constructor(contenders: readonly Contender[], hasKcat: boolean) {
    this.#contenders = contenders
    this.#hasKcat = hasKcat
  }

  async start(): Promise<Figure[]> {
    await sleep(SETTLE_MS)
    const ready = this.#row('ready', 'ms', (one) => one.readyMs)
    const first = this.#contenders.flatMap(({ firstReadyMs: value }): Figure[] => {
      return value === undefined ? [] : [{ name: 'ready, the very first time', value, unit: 'ms' }]
    })
    const idle = this.#row('resident memory, idle', 'MiB', (one) => one.residentBytes() / MIB)
    return [...first, ...figures(ready, { atMost: READY_MS_MAX }), ...figures(idle, { atMost: IDLE_MIB_MAX })]
  }

  async roundTrips(topic: string, partitions: number): Promise<Figure[]> {
    const times: number[][] = []
    for (const { address } of this.#contenders) {
      if (partitions > 0) await createTopic(address, topic, partitions)
      times.push(await roundTrips({ address, topic, records: ROUND_TRIPS }))
    }
    const at = (share: number) => times.map((sorted) => sorted[Math.floor(sorted.length * share)] as number)
    const [, p99OfKafka] = at(0.99)
    return [
      ...figures({ name: 'p50', unit: 'ms', values: at(0.5) }),
      ...figures(
        { name: 'p99', unit: 'ms', values: at(0.99) },
        p99OfKafka === undefined ? undefined : { atMost: p99OfKafka },
      ),
    ]
  }

  async throughput(partitions: number): Promise<Figure[]> {
    const [written, read] = [`written-${partitions}`, `read-${partitions}`]
    for (const { address } of this.#contenders) {
      await createTopic(address, written, partitions)
      await createTopic(address, read, partitions)
    }
    const rows: Row[] = []
    const load = (topic: string) => (one: Contender) => ({ address: one.address, topic, records: RECORDS })
    if (this.#hasKcat) {
      await writeLines(this.#lines, RECORDS)
      for (const one of this.#contenders) await kcatProduces(load(read)(one), { file: this.#lines })
      rows.push(await this.#turns('produce, kcat', (one) => kcatProduces(load(written)(one), { file: this.#lines })))
      rows.push(await this.#turns('consume, kcat', (one) => kcatConsumes(load(read)(one))))
    }
    rows.push(await this.#turns("produce, Java's perf tool", (one) => javaProduces(load(written)(one))))
    rows.push(
      await this.#turns("consume, Java's perf tool", (one) => javaConsumes(load(this.#hasKcat ? read : written)(one))),
    )
    return rows.flatMap((row) => figures(row, { shareAtLeast: SHARE_MIN }))
  }

  async manyPartitions(): Promise<Figure[]> {
    const topic = 'many'
    for (const { address } of this.#contenders) await createTopic(address, topic, MANY_PARTITIONS)
    await sleep(SETTLE_MS)
    const memory = this.#row('resident memory', 'MiB', (one) => one.residentBytes() / MIB)
    return [...figures(memory), ...(await this.roundTrips(topic, 0))]
  }

  close(): void {
    rmSync(this.#lines, { force: true })
  }

  #row(name: string, unit: string, value: (one: Contender) => number): Row {
    return { name, unit, values: this.#contenders.map(value) }
  }

  /** The middle one of some turns, taken in turns. */
  async #turns(name: string, rate: (one: Contender) => Promise<number>): Promise<Row> {
    const rates: number[][] = this.#contenders.map(() => [])
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (const [at, one] of this.#contenders.entries()) rates[at]?.push(await rate(one))
    }
    const middle = (values: number[]) => values.toSorted((one, other) => one - other)[values.length >> 1] as number
    return { name, unit: 'records/s', values: rates.map(middle) }
  }
}

/** Our figure, and where there is a peer its figure and our share of it. */
function figures({ name, unit, values }: Row, bar?: Figure['bar'] | { shareAtLeast: number }): Figure[] {
  const [ours, peer] = values as [number, number?]
  const own = bar !== undefined && !('shareAtLeast' in bar) ? { bar } : {}
  const first: Figure = { name, value: ours, unit, ...own }
  if (peer === undefined) return [first]
  const share = bar !== undefined && 'shareAtLeast' in bar ? { bar: { atLeast: bar.shareAtLeast } } : {}
  return [
    first,
    { name: `${name}, Apache Kafka`, value: peer, unit },
    { name: `${name}, ratio`, value: ours / peer, unit: 'times', ...share },
  ]
}
