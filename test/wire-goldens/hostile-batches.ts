/**
 * Breaks golden batches in the ways that hostile or faulty peers do. Length and checksum are mostly made
 * right again, since otherwise nothing behind them would ever be tried, and some are compressed after
 * they were broken. What comes of it must be records, within the limit, or a `DecodeError`.
 */
import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { batches, crc32c, DecodeError, type RecordCursor, readMarker } from '@millrace/core/records'
import fc from 'fast-check'
import type { BatchLine } from './batches.ts'
import { goldenLines } from './golden-files.ts'

const BATCH_LENGTH_AT = 8
const LENGTH_COUNTS_FROM = 12
const CRC_AT = 17
const ATTRIBUTES_AT = 21
const RECORDS_AT = 61
const GZIP = 1

/** More than any batch of the corpus inflates to. */
const MAX_DECOMPRESSED_BYTES = 256 * 1024
/** No batch of the corpus is near this long, so no read of one should take as long either. */
const SLOWEST_MS = 1_000

const corpus: readonly Buffer[] = goldenLines('batches.jsonl.gz')
  .map((line) => Buffer.from((JSON.parse(line) as BatchLine).hex, 'hex'))
  .filter((bytes) => bytes.length >= RECORDS_AT)

/** What takes the place of some bytes: noise, or numbers that lengths and counts are broken with. */
const patch = fc.oneof(
  fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom('ff', '7f', '01', '7fffffff', '80000000', 'ffffffff0f', 'feffffff0f', 'ffffffffffffffffff01', '8000')
    .map((hex) => Buffer.from(hex, 'hex')),
)

/** How many bytes the patch takes the place of: mostly as many as it has, so that what is behind it stays in place. */
const removal = fc.oneof(
  { weight: 8, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.nat({ max: 9 }) },
  { weight: 1, arbitrary: fc.constant(Number.MAX_SAFE_INTEGER) },
)

/** Puts some bytes in the place of others: it overwrites, inserts, removes, cuts off. */
const splice = fc
  .record({ at: fc.nat({ max: 0xffff }), isHeader: fc.boolean(), removed: removal, patch })
  .map(({ at, isHeader, removed, patch }) => (bytes: Buffer) => {
    const start = at % (isHeader ? RECORDS_AT : bytes.length)
    const end = Math.min(bytes.length, start + (removed ?? patch.length))
    return Buffer.concat([bytes.subarray(0, start), patch, bytes.subarray(end)])
  })

const hostileBatch = fc
  .record({
    index: fc.nat({ max: corpus.length - 1 }),
    splices: fc.array(splice, { minLength: 1, maxLength: 2 }),
    isMended: fc.nat({ max: 9 }).map((chance) => chance > 0),
    isCompressed: fc.nat({ max: 9 }).map((chance) => chance > 7),
  })
  .map(({ index, splices, isMended, isCompressed }) => {
    const broken = splices.reduce((bytes, act) => act(bytes), corpus[index] as Buffer)
    if (!isMended || broken.length < RECORDS_AT) return broken
    return mended(isCompressed ? compressed(broken) : broken)
  })

function compressed(batch: Buffer): Buffer {
  const whole = Buffer.concat([batch.subarray(0, RECORDS_AT), gzipSync(batch.subarray(RECORDS_AT))])
  whole.writeInt16BE((whole.readInt16BE(ATTRIBUTES_AT) & ~0x07) | GZIP, ATTRIBUTES_AT)
  return whole
}

/** The batch with a length and a checksum that are true, and the magic that we read. */
function mended(batch: Buffer): Buffer {
  const whole = Buffer.from(batch)
  whole.writeInt32BE(whole.length - LENGTH_COUNTS_FROM, BATCH_LENGTH_AT)
  whole.writeInt8(2, CRC_AT - 1)
  whole.writeUInt32BE(crc32c(whole.subarray(ATTRIBUTES_AT)), CRC_AT)
  return whole
}

/** Throws where a broken batch does anything but give records or be refused; tells how many did which. */
export function readHostileBatches(count: number, seed: number): { refused: number; read: number } {
  let refused = 0
  let read = 0
  fc.assert(
    fc.property(hostileBatch, (bytes) => {
      const began = performance.now()
      if (survives(bytes)) read++
      else refused++
      assert.ok(performance.now() - began < SLOWEST_MS, 'a batch took too long')
    }),
    { numRuns: count, seed },
  )
  return { refused, read }
}

/** Whether the bytes could be read to their end. */
function survives(bytes: Buffer): boolean {
  const all = batches(bytes, { partition: 'hostile-0', maxDecompressedBytes: MAX_DECOMPRESSED_BYTES })
  try {
    for (const batch of all) {
      const record = batch.records()
      let total = 0
      while (record.next()) total += readEverything(record, batch.isControl)
      assert.ok(total <= Math.max(MAX_DECOMPRESSED_BYTES, bytes.length), 'records are larger than what they lie in')
    }
  } catch (problem) {
    assert.ok(problem instanceof DecodeError, `a broken batch ended in ${problem}`)
    assert.match(problem.message, /record/, 'the refusal names what was read')
    return false
  }
  return all.remainingBytes === 0
}

/** Asks for each field; gives the bytes of all. */
function readEverything(record: RecordCursor, isControl: boolean): number {
  assert.ok(Number.isSafeInteger(record.offset) && Number.isSafeInteger(record.timestamp))
  const parts = [record.key(), record.value(), ...record.headers().map(({ value }) => value)]
  assert.equal(record.keyText(), parts[0]?.toString() ?? null)
  assert.equal(record.valueText(), parts[1]?.toString() ?? null)
  assert.equal(record.headers().length, record.headerCount)
  if (isControl) readMarker(record)
  return parts.reduce((sum, part) => sum + (part?.length ?? 0), 0)
}
