/**
 * What must hold of a log whatever compaction has done to it, and to a batch of it. The model takes over what is
 * there: which records are left is the log's to say, as long as each that is missing may be.
 */
import assert from 'node:assert/strict'
import type { RecordBatch } from '../../records/batch.ts'
import type { ModelBatch, ModelHistory, ModelRecord } from './log-model-history.contract.ts'
import { assertSame } from './log-model-sides.contract.ts'

export interface Bounds {
  /** Of what lies before it anything may be missing: it was deleted. */
  readonly deletedBefore: number
  /** What lies at or behind it is as it was appended. */
  readonly cleanableBefore: number
  readonly nowMs: number
  readonly deleteRetentionMs: number
}

/** Compares all batches of the log with what was appended. */
export function takeOver(model: ModelHistory, found: readonly RecordBatch[], bounds: Bounds): void {
  const appended = new Map(model.batches.map((batch) => [batch.baseOffset, batch]))
  const left = new Map<ModelBatch, RecordBatch>()
  let nextOffset = 0
  for (const batch of found) {
    assert.ok(batch.baseOffset >= nextOffset, `the batch at ${batch.baseOffset} comes after ${nextOffset - 1}`)
    nextOffset = batch.lastOffset + 1
    const original = appended.get(batch.baseOffset)
    assert.ok(original !== undefined, `a batch at ${batch.baseOffset} was never appended`)
    takeBatch(original, batch, bounds)
    left.set(original, batch)
  }
  model.gone.clear()
  for (const batch of model.batches) {
    if (left.has(batch)) continue
    batch.present = []
    model.gone.add(batch)
    const mayBeGone = batch.lastOffset < Math.max(bounds.deletedBefore, bounds.cleanableBefore)
    assert.ok(mayBeGone, `the batch at ${batch.baseOffset} is missing`)
  }
  const endOffset = (model.batches.at(-1)?.lastOffset ?? -1) + 1
  const isLastOffsetThere = nextOffset === endOffset || endOffset <= bounds.deletedBefore
  assert.ok(isLastOffsetThere, `the log ends at ${endOffset}, its batches at ${nextOffset}`)
  checkMissing(model, bounds)
}

/** What is left of a batch says the same as before. */
function takeBatch(original: ModelBatch, found: RecordBatch, { cleanableBefore }: Bounds): void {
  const { baseOffset, lastOffset, leaderEpoch, producerId, producerEpoch, baseSequence, isTransactional } = original
  const isControl = original.marker !== null
  const expected = { lastOffset, leaderEpoch, producerId, producerEpoch, baseSequence, isTransactional, isControl }
  for (const [name, value] of Object.entries(expected)) {
    assert.equal(found[name as keyof typeof expected], value, `${name} of the batch at ${baseOffset}`)
  }
  const present: ModelRecord[] = []
  const cursor = found.records()
  while (cursor.next()) {
    const record = original.records.find(({ offset }) => offset === cursor.offset)
    assert.ok(record !== undefined, `a record at ${cursor.offset} was never appended`)
    const { key, value, timestamp } = record
    assert.equal(cursor.timestamp, timestamp)
    if (!isControl) assert.deepEqual([cursor.keyText(), cursor.valueText()], [key, value])
    present.push(record)
  }
  const isWhole = present.length === original.records.length && found.deleteHorizonMs === null
  if (isWhole || baseOffset >= cleanableBefore) assertSame(found.bytes, original.original)
  original.present = present
  original.bytes = Buffer.from(found.bytes)
}

function checkMissing(model: ModelHistory, bounds: Bounds): void {
  const fates = model.fates()
  const latest = latestOffsets(model, bounds)
  for (const batch of model.batches) {
    const { present, marker, appendedMs } = batch
    const fate = fates.get(batch)
    for (const { offset, key, value } of batch.records) {
      if (present.some((one) => one.offset === offset) || offset < bounds.deletedBefore) continue
      const isStale = (latest.get(key) ?? -1) > offset
      const isDue = value === null && bounds.nowMs >= appendedMs + bounds.deleteRetentionMs
      const mayBeMissing =
        marker === null
          ? fate === 'aborted' || (fate === 'committed' && (isStale || isDue))
          : model.batchesOf({ ...batch, lastOffset: offset }).length === 0
      assert.ok(mayBeMissing, `the ${fate} record of ${key} at ${offset} is missing`)
    }
  }
}

/** Where the latest committed record of each key lies, of what compaction may have seen. */
function latestOffsets(model: ModelHistory, { cleanableBefore }: Bounds): Map<string | null, number> {
  const fates = model.fates()
  const latest = new Map<string | null, number>()
  for (const batch of model.batches) {
    if (batch.lastOffset >= cleanableBefore || batch.marker !== null || fates.get(batch) !== 'committed') continue
    for (const { key, offset } of batch.records) latest.set(key, offset)
  }
  return latest
}
