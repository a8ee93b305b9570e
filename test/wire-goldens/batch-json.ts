/** A record batch as the golden files say it in JSON, from and to bytes. */
import {
  BatchBuilder,
  type Compression,
  type RecordBatch,
  type RecordCursor,
  readMarker,
  type TimestampType,
} from '@millrace/core/records'

interface RecordJson {
  readonly offset: number
  readonly timestamp: number
  readonly timestampDelta: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: readonly (readonly [key: string, value: string | null])[]
  readonly control?: { readonly type: string; readonly coordinatorEpoch: number } | null
}

export interface BatchJson {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly leaderEpoch: number
  readonly crc: number
  readonly attributes: number
  readonly compression: Compression
  readonly timestampType: TimestampType
  readonly isTransactional: boolean
  readonly isControl: boolean
  readonly deleteHorizonMs: number | null
  readonly baseTimestamp: number
  readonly maxTimestamp: number
  readonly producerId: number
  readonly epoch: number
  readonly baseSequence: number
  readonly lastSequence: number
  readonly records: readonly RecordJson[]
}

export function jsonOfBatch(batch: RecordBatch): BatchJson {
  const records: RecordJson[] = []
  for (const cursor = batch.records(); cursor.next(); ) records.push(jsonOfRecord(cursor, batch.isControl))
  return {
    baseOffset: batch.baseOffset,
    lastOffset: batch.lastOffset,
    leaderEpoch: batch.leaderEpoch,
    crc: batch.crc,
    attributes: batch.attributes,
    compression: batch.compression,
    timestampType: batch.timestampType,
    isTransactional: batch.isTransactional,
    isControl: batch.isControl,
    deleteHorizonMs: batch.deleteHorizonMs,
    baseTimestamp: batch.baseTimestamp,
    maxTimestamp: batch.maxTimestamp,
    producerId: batch.producerId,
    epoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    lastSequence: batch.lastSequence,
    records,
  }
}

function jsonOfRecord(cursor: RecordCursor, isControl: boolean): RecordJson {
  return {
    offset: cursor.offset,
    timestamp: cursor.timestamp,
    timestampDelta: cursor.timestampDelta,
    key: hexOf(cursor.key()),
    value: hexOf(cursor.value()),
    headers: cursor.headers().map(({ key, value }) => [key, hexOf(value)] as const),
    ...(isControl ? { control: readMarker(cursor) } : {}),
  }
}

/** The bytes of a batch. Records are compressed even where that is no gain, since Java does so. */
export function bytesOfBatch(batch: BatchJson): Buffer {
  const builder = new BatchBuilder({
    maxBytes: 0x7fffffff,
    compression: batch.compression,
    alwaysCompress: true,
    baseOffset: batch.baseOffset,
    baseTimestamp: batch.baseTimestamp,
    deleteHorizonMs: batch.deleteHorizonMs ?? undefined,
  })
  for (const record of batch.records) {
    builder.tryAppend({
      offset: record.offset,
      timestamp: batch.baseTimestamp + record.timestampDelta,
      key: bytesOf(record.key),
      value: bytesOf(record.value),
      headers: record.headers.map(([key, value]) => ({ key, value: bytesOf(value) })),
    })
  }
  return builder.build({
    lastOffset: batch.lastOffset,
    leaderEpoch: batch.leaderEpoch,
    isTransactional: batch.isTransactional,
    isControl: batch.isControl,
    logAppendTime: batch.timestampType === 'LogAppendTime' ? batch.maxTimestamp : undefined,
    maxTimestamp: batch.maxTimestamp,
    producerId: batch.producerId,
    producerEpoch: batch.epoch,
    baseSequence: batch.baseSequence,
  })
}

function hexOf(bytes: Buffer | null): string | null {
  return bytes === null ? null : bytes.toString('hex')
}

function bytesOf(hex: string | null): Buffer | null {
  return hex === null ? null : Buffer.from(hex, 'hex')
}
