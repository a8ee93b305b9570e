/**
 * A record as a consumer gets it, in a form that a Java consumer and our log can both be brought into, and
 * how it is read from our log: also with the eyes of a consumer that wants committed records only.
 */
import assert from 'node:assert/strict'
import { batches, type RecordBatch, readMarker } from '@millrace/core/records'
import type { AbortedTransaction, PartitionLog } from '@millrace/core/testing'

export type Isolation = 'read_uncommitted' | 'read_committed'

export interface Header {
  readonly key: string
  readonly value: string | null
}

export interface StoredRecord {
  readonly offset: number
  readonly timestamp: number
  readonly leaderEpoch: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: readonly Header[]
}

/** Small, so that a log is read in many pieces. */
const READ_BYTES_MAX = 5_000

/** Every record that a consumer of the log would get. */
export function readRecords(log: PartitionLog, isolation: Isolation): StoredRecord[] {
  const records: StoredRecord[] = []
  for (let offset = log.startOffset; ; ) {
    const request = { offset, maxBytes: READ_BYTES_MAX, atLeastOne: true }
    const read = log.read({ ...request, isolation: isolation === 'read_committed' ? 'committed' : 'uncommitted' })
    assert.ok(read.kind === 'read')
    if (read.nextOffset === offset) return records
    const piece = [...batches(read.records)].flatMap(readable(read.aborted ?? []))
    records.push(...piece.filter((record) => record.offset >= offset))
    offset = read.nextOffset
  }
}

/** The batches as they lie in the log. */
export function readBatches(log: PartitionLog): RecordBatch[] {
  const maxBytes = Number.MAX_SAFE_INTEGER
  const found: RecordBatch[] = []
  for (let offset = log.startOffset; offset < log.endOffset; ) {
    const read = log.read({ offset, maxBytes, atLeastOne: true, isolation: 'uncommitted' })
    assert.ok(read.kind === 'read' && read.nextOffset > offset)
    found.push(...batches(read.records))
    offset = read.nextOffset
  }
  return found
}

/** Gives of each batch the records that a consumer hands out, if it was told of these aborted transactions. */
function readable(aborted: readonly AbortedTransaction[]): (batch: RecordBatch) => StoredRecord[] {
  const upcoming = aborted.toSorted((left, right) => left.firstOffset - right.firstOffset)
  const skipped = new Set<number>()
  return (batch) => {
    while ((upcoming[0]?.firstOffset ?? Number.POSITIVE_INFINITY) <= batch.lastOffset) {
      skipped.add(upcoming.shift()?.producerId ?? -1)
    }
    if (!batch.isControl) return batch.isTransactional && skipped.has(batch.producerId) ? [] : recordsOf(batch)
    const cursor = batch.records()
    if (cursor.next() && readMarker(cursor)?.type === 'ABORT') skipped.delete(batch.producerId)
    return []
  }
}

function recordsOf(batch: RecordBatch): StoredRecord[] {
  const records: StoredRecord[] = []
  const cursor = batch.records()
  while (cursor.next()) {
    const headers = cursor.headers().map(({ key, value }) => ({ key, value: value?.toString() ?? null }))
    const { offset, timestamp } = cursor
    const { leaderEpoch } = batch
    records.push({ offset, timestamp, leaderEpoch, key: cursor.keyText(), value: cursor.valueText(), headers })
  }
  return records
}
