/**
 * A log as a broker may have it, made of steps that a property test draws: transactions of several producers that
 * lie in each other, plain batches, codecs, and what compaction leaves. It answers fetches as Apache Kafka does.
 */
import type { Compression } from '../../records/attributes.ts'
import { RecordBatch } from '../../records/batch.ts'
import { BatchBuilder } from '../../records/builder.ts'
import { buildMarker } from '../../records/control.ts'
import type { AbortedTransaction } from './aborted-producers.ts'

export type LogStep =
  | {
      readonly kind: 'write'
      /** -1 for a producer without transactions. */
      readonly producerId: number
      readonly compression: Compression
      /** For each record, whether compaction has left it. */
      readonly isLeft: readonly boolean[]
    }
  | { readonly kind: 'end'; readonly producerId: number; readonly isCommit: boolean }

export interface ModelRecord {
  readonly offset: number
  readonly value: string
}

interface Batch {
  readonly bytes: Buffer
  readonly baseOffset: number
  readonly lastOffset: number
}

interface Written extends ModelRecord {
  readonly producerId: number
}

export class ModelLog {
  readonly batches: Batch[] = []
  /** What a reader of everything sees. */
  readonly all: ModelRecord[] = []
  /** What a reader of committed records sees, in the order of their offsets. */
  committed: ModelRecord[] = []
  readonly aborted: (AbortedTransaction & { lastOffset: number })[] = []
  endOffset = 0
  readonly #open = new Map<number, { firstOffset: number; records: Written[] }>()

  constructor(steps: readonly LogStep[]) {
    for (const step of steps) {
      if (step.kind === 'write') this.#write(step)
      else this.#end(step)
    }
    const stable = this.lastStableOffset
    this.committed = this.committed
      .filter(({ offset }) => offset < stable)
      .sort((one, other) => one.offset - other.offset)
  }

  get lastStableOffset(): number {
    return Math.min(this.endOffset, ...Array.from(this.#open.values(), ({ firstOffset }) => firstOffset))
  }

  /** Whole batches from the one with the offset on, at least one, and the aborted transactions among them. */
  read(offset: number, { maxBytes, isCommitted }: { maxBytes: number; isCommitted: boolean }) {
    const limit = isCommitted ? this.lastStableOffset : this.endOffset
    const read: Batch[] = []
    let bytes = 0
    for (const batch of this.batches) {
      if (batch.lastOffset < offset || batch.baseOffset >= limit) continue
      if (read.length > 0 && bytes + batch.bytes.length > maxBytes) break
      read.push(batch)
      bytes += batch.bytes.length
    }
    const upTo = read.at(-1)?.lastOffset ?? offset
    const isAmong = (one: { firstOffset: number; lastOffset: number }) =>
      one.lastOffset >= offset && one.firstOffset <= upTo
    const abortedTransactions = isCommitted ? this.aborted.filter(isAmong) : null
    return { records: Buffer.concat(read.map((batch) => batch.bytes)), abortedTransactions, limit }
  }

  #write({ producerId, compression, isLeft }: Extract<LogStep, { kind: 'write' }>): void {
    const baseOffset = this.endOffset
    const lastOffset = baseOffset + isLeft.length - 1
    const builder = new BatchBuilder({ baseOffset, compression, alwaysCompress: true })
    const isTransactional = producerId >= 0
    const records: Written[] = []
    for (const [index, isThere] of isLeft.entries()) {
      const offset = baseOffset + index
      if (!isThere) continue
      const value = `${offset} of ${producerId} ${'x'.repeat((offset * 37) % 90)}`
      builder.tryAppend({ key: null, value, timestamp: 1_000, offset })
      records.push({ offset, value, producerId })
    }
    const header = { leaderEpoch: 0, producerId, producerEpoch: 0, baseSequence: isTransactional ? 0 : -1 }
    const bytes = Buffer.from(builder.build({ ...header, isTransactional, lastOffset }))
    this.#append({ bytes, baseOffset, lastOffset })
    this.all.push(...records)
    if (!isTransactional) this.committed.push(...records)
    else {
      const open = this.#open.get(producerId) ?? { firstOffset: baseOffset, records: [] }
      open.records.push(...records)
      this.#open.set(producerId, open)
    }
  }

  #end({ producerId, isCommit }: Extract<LogStep, { kind: 'end' }>): void {
    const open = this.#open.get(producerId)
    if (open === undefined) return
    this.#open.delete(producerId)
    const baseOffset = this.endOffset
    const marker = { producerId, producerEpoch: 0, coordinatorEpoch: 0, timestamp: 1_000, baseOffset, leaderEpoch: 0 }
    const bytes = Buffer.from(buildMarker({ ...marker, type: isCommit ? 'COMMIT' : 'ABORT' }))
    this.#append({ bytes, baseOffset, lastOffset: baseOffset })
    if (isCommit) this.committed.push(...open.records)
    else this.aborted.push({ producerId, firstOffset: open.firstOffset, lastOffset: baseOffset })
  }

  #append(batch: Batch): void {
    new RecordBatch(batch.bytes).checkCrc()
    this.batches.push(batch)
    this.endOffset = batch.lastOffset + 1
  }
}
