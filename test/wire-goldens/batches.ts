/**
 * Replays a line of `batches.jsonl`: decoding the bytes gives the JSON, encoding the JSON gives the
 * bytes, or, where records are compressed, bytes that decode to the JSON again.
 */
import assert from 'node:assert/strict'
import { batches, RecordBatch } from '@millrace/core/records'
import { type BatchJson, bytesOfBatch, jsonOfBatch } from './batch-json.ts'

export type BatchLine =
  | { readonly kind: 'batch'; readonly encodable: boolean; readonly hex: string; readonly batch: BatchJson }
  | {
      readonly kind: 'buffer'
      readonly hex: string
      readonly trailingBytes: number
      readonly batches: readonly BatchJson[]
    }

export function replayBatchLine(line: BatchLine): void {
  const bytes = Buffer.from(line.hex, 'hex')
  if (line.kind === 'batch') {
    replayBatch(bytes, line)
    return
  }
  const walk = batches(bytes)
  assert.deepEqual([...walk].map(jsonOfBatch), line.batches)
  assert.equal(walk.remainingBytes, line.trailingBytes, 'bytes of the batch that was cut off')
}

function replayBatch(bytes: Buffer, line: { encodable: boolean; batch: BatchJson }): void {
  const batch = new RecordBatch(bytes)
  assert.equal(batch.sizeInBytes, bytes.length, 'bytes of the batch')
  assert.deepEqual(jsonOfBatch(batch), line.batch)
  const encoded = bytesOfBatch(line.batch)
  if (line.encodable) {
    assert.equal(encoded.toString('hex'), bytes.toString('hex'))
    return
  }
  // Compressors differ, and with the bytes the checksum; everything else must come back.
  const { crc } = new RecordBatch(encoded)
  assert.deepEqual(jsonOfBatch(new RecordBatch(encoded)), { ...line.batch, crc })
}
