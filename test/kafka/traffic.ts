/**
 * Appends to a log of ours batches of every kind that there is: all codecs, with and without producers' ids,
 * headers, tombstones, records without a key, timestamps that go back, transactions one inside the other,
 * committed and aborted and one left open. What must be found in the log afterwards is counted along the
 * way, and not asked of the log.
 */
import assert from 'node:assert/strict'
import { BatchBuilder, type BatchHeader, buildMarker, type Compression } from '@millrace/core/records'
import type { AbortedTransaction, Appended, PartitionLog } from '@millrace/core/testing'
import type { ProducerFacts, SentRecord } from './clients.ts'
import type { StoredRecord } from './stored-record.ts'

export const compressions = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const satisfies readonly Compression[]

export interface TrafficOptions {
  readonly leaderEpoch: number
  /** The first of four producer ids. */
  readonly firstProducerId: number
  readonly rounds: number
  /** The time of the first record; each has one a second or so later. */
  readonly startMs: number
  /** Whether the last transaction stays open. */
  readonly leaveOpen: boolean
}

export interface Written {
  readonly records: StoredRecord[]
  /** Those that nobody reads who wants committed records. */
  readonly withheld: Set<number>
  readonly aborted: AbortedTransaction[]
  readonly producers: ProducerFacts[]
}

interface Writer extends ProducerFacts {
  readonly openRecords: number[]
}

const RECORDS_A_BATCH = 7
const COORDINATOR_EPOCH = 3

export function writeTraffic(log: PartitionLog, options: TrafficOptions): Written {
  const traffic = new Traffic(log, options)
  for (let round = 0; round < options.rounds; round++) traffic.round(round)
  if (options.leaveOpen) traffic.openTransaction()
  return traffic.written()
}

/** Records number `first`, `first + 1`, … of a stream in which every kind of record comes again and again. */
export function recordsFrom(first: number, count: number, startMs: number): SentRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index
    return {
      key: number % 5 === 0 ? null : `key ${number % 13} é`,
      value: number % 6 === 1 ? null : `value ${number} ${'abc '.repeat(number % 17)}€`,
      timestamp: startMs + 1_000 * number - (number % 4 === 3 ? 2_500 : 0),
      headers: number % 3 === 0 ? headersOf(number) : [],
    }
  })
}

function headersOf(number: number): SentRecord['headers'] {
  const trace = { key: 'trace', value: `trace-${number}` }
  return number % 2 === 0 ? [trace] : [trace, { key: 'leer', value: null }, { key: 'trace', value: '' }]
}

class Traffic {
  readonly #log: PartitionLog
  readonly #options: TrafficOptions
  readonly #records: StoredRecord[] = []
  readonly #withheld = new Set<number>()
  readonly #aborted: AbortedTransaction[] = []
  readonly #writers = new Map<number, Writer>()

  constructor(log: PartitionLog, options: TrafficOptions) {
    this.#log = log
    this.#options = options
  }

  /** One of each: a batch of nobody, one of an idempotent producer, two transactions of which one is aborted. */
  round(round: number): void {
    const [idempotent, first, second] = this.#producerIds
    const compression = (later: number) => compressions[(round + later) % compressions.length] ?? 'none'
    this.#append(compression(0), null)
    this.#append(compression(1), { producerId: idempotent })
    this.#append(compression(2), { producerId: first, isTransactional: true })
    this.#append(compression(3), { producerId: second, isTransactional: true })
    this.#append(compression(4), { producerId: first, isTransactional: true })
    this.#end(first, round % 2 === 0 ? 'ABORT' : 'COMMIT')
    this.#append(compression(0), { producerId: idempotent })
    this.#end(second, round % 3 === 0 ? 'ABORT' : 'COMMIT')
  }

  openTransaction(): void {
    const [, , , last] = this.#producerIds
    this.#append('zstd', { producerId: last, isTransactional: true })
    this.#append('none', null)
  }

  written(): Written {
    const open = [...this.#writers.values()].filter(({ transactionFirstOffset }) => transactionFirstOffset >= 0)
    const stable = Math.min(...open.map(({ transactionFirstOffset }) => transactionFirstOffset))
    const beyond = this.#records.filter(({ offset }) => offset >= stable).map(({ offset }) => offset)
    return {
      records: this.#records,
      withheld: new Set([...this.#withheld, ...beyond]),
      aborted: this.#aborted,
      producers: Array.from(this.#writers.values(), ({ openRecords: _, ...facts }) => facts),
    }
  }

  get #producerIds(): readonly [number, number, number, number] {
    const first = this.#options.firstProducerId
    return [first, first + 1, first + 2, first + 3]
  }

  #append(compression: Compression, by: { producerId: number; isTransactional?: boolean } | null): void {
    const builder = new BatchBuilder({ compression, alwaysCompress: true })
    const sent = recordsFrom(this.#records.length, RECORDS_A_BATCH, this.#options.startMs)
    for (const record of sent) assert.ok(builder.tryAppend(record))
    const writer = by === null ? null : this.#writer(by.producerId)
    const header: BatchHeader = {
      ...by,
      producerEpoch: writer?.epoch,
      baseSequence: writer === null ? undefined : writer.lastSequence + 1,
    }
    const { firstOffset } = this.#accepted(builder.build(writer === null ? {} : header), 'client')
    const { leaderEpoch } = this.#options
    this.#records.push(...sent.map((record, index) => ({ ...record, offset: firstOffset + index, leaderEpoch })))
    if (writer === null) return
    const timestamp = Math.max(...sent.map((record) => record.timestamp))
    const lastSequence = writer.lastSequence + RECORDS_A_BATCH
    const isFirst = by?.isTransactional === true && writer.transactionFirstOffset < 0
    const transactionFirstOffset = isFirst ? firstOffset : writer.transactionFirstOffset
    if (by?.isTransactional === true) writer.openRecords.push(...sent.map((_, index) => firstOffset + index))
    this.#writers.set(writer.producerId, { ...writer, timestamp, lastSequence, transactionFirstOffset })
  }

  #end(producerId: number, type: 'COMMIT' | 'ABORT'): void {
    const writer = this.#writer(producerId)
    const timestamp = this.#records.at(-1)?.timestamp ?? 0
    const marker = { producerId, producerEpoch: writer.epoch, timestamp, type, coordinatorEpoch: COORDINATOR_EPOCH }
    const { firstOffset: lastOffset } = this.#accepted(buildMarker(marker), 'coordinator')
    const closed = { ...writer, timestamp, coordinatorEpoch: COORDINATOR_EPOCH, transactionFirstOffset: -1 }
    this.#writers.set(producerId, { ...closed, openRecords: [] })
    if (type === 'COMMIT') return
    for (const offset of writer.openRecords) this.#withheld.add(offset)
    const others = Array.from(this.#writers.values(), (other) => other.transactionFirstOffset)
    const lastStableOffset = Math.min(lastOffset + 1, ...others.filter((offset) => offset >= 0))
    this.#aborted.push({ producerId, firstOffset: writer.transactionFirstOffset, lastOffset, lastStableOffset })
  }

  #accepted(batch: Buffer, origin: 'client' | 'coordinator'): Appended {
    const outcome = this.#log.append(batch, { origin, leaderEpoch: this.#options.leaderEpoch })
    assert.ok(outcome.kind === 'appended', JSON.stringify(outcome))
    return outcome
  }

  #writer(producerId: number): Writer {
    const nothing = { lastSequence: -1, timestamp: -1, coordinatorEpoch: -1, transactionFirstOffset: -1 }
    return this.#writers.get(producerId) ?? { producerId, epoch: 0, ...nothing, openRecords: [] }
  }
}
