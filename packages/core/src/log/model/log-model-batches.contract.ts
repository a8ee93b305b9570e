/** The batches that the log's model test appends: right ones, and such as must be refused. */
import type { Compression } from '../../records/attributes.ts'
import { BatchBuilder } from '../../records/builder.ts'
import { buildMarker, type MarkerToWrite } from '../../records/control.ts'

export interface Draft {
  /** Of a few keys the records have one after the other, from this one on. Default: from the first. */
  readonly firstKey?: number
  /** Every so manieth record deletes its key. Default, and 0: none. */
  readonly tombstoneEvery?: number
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly isTransactional: boolean
  readonly count: number
  readonly valueBytes: number
  readonly compression: Compression
  readonly timestamp: number
}

/** No two values are the same, so that a batch in the wrong place is noticed. */
let drafted = 0

/** Begins to count anew, so that a run can be repeated to the byte. */
export function forgetDrafts(from = 0): void {
  drafted = from
}

const KEYS = 6

export interface DraftedRecord {
  readonly key: string | null
  readonly value: string | null
  readonly timestamp: number
}

export function draftBatch(draft: Draft): { bytes: Buffer; records: DraftedRecord[] } {
  const { count, compression, producerId, producerEpoch, baseSequence, isTransactional } = draft
  const builder = new BatchBuilder({ compression, alwaysCompress: true })
  const records = Array.from({ length: count }, (_, index) => draftRecord(draft, index))
  for (const { key, value, timestamp } of records) builder.tryAppendPair(key, value, timestamp)
  return { bytes: Buffer.from(builder.build({ producerId, producerEpoch, baseSequence, isTransactional })), records }
}

function draftRecord(draft: Draft, index: number): DraftedRecord {
  const { firstKey = 0, tombstoneEvery = 0, valueBytes, timestamp } = draft
  const isTombstone = tombstoneEvery > 0 && (index + 1) % tombstoneEvery === 0
  return {
    key: `key ${(firstKey + index) % KEYS}`,
    value: isTombstone ? null : `${drafted++} `.padEnd(valueBytes, 'x'),
    // Neither rising nor falling.
    timestamp: timestamp + ((index * 7) % 5),
  }
}

export function draftMarker(marker: Omit<MarkerToWrite, 'coordinatorEpoch'>): Buffer {
  return Buffer.from(buildMarker({ ...marker, coordinatorEpoch: 0 }))
}

export type Fault = 'too large' | 'corrupt' | 'two batches' | 'marker' | 'base offset' | 'gap' | 'in the future'

export function faultyBatch(fault: Fault, nowMs: number): { bytes: Buffer; error: string } {
  switch (fault) {
    case 'too large':
      return { bytes: plain('x'.repeat(100_001), nowMs), error: 'MESSAGE_TOO_LARGE' }
    case 'corrupt': {
      const bytes = plain('value', nowMs)
      bytes[bytes.length - 1] = 0x55
      return { bytes, error: 'CORRUPT_MESSAGE' }
    }
    case 'two batches':
      return { bytes: Buffer.concat([plain('one', nowMs), plain('two', nowMs)]), error: 'INVALID_RECORD' }
    case 'marker': {
      const marker = { type: 'COMMIT', producerId: 5, producerEpoch: 0, timestamp: nowMs } as const
      return { bytes: draftMarker(marker), error: 'INVALID_RECORD' }
    }
    case 'base offset': {
      const bytes = plain('value', nowMs)
      bytes[7] = 1
      return { bytes, error: 'INVALID_RECORD' }
    }
    case 'gap':
      return { bytes: plain('value', nowMs, 4), error: 'INVALID_RECORD' }
    case 'in the future':
      return { bytes: plain('value', nowMs + 3_600_001), error: 'INVALID_TIMESTAMP' }
  }
}

function plain(value: string, timestamp: number, lastOffset?: number): Buffer {
  const builder = new BatchBuilder()
  builder.tryAppendPair('key', value, timestamp)
  return Buffer.from(builder.build({ lastOffset }))
}
