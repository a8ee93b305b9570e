/**
 * Whether the records of a batch may be stored: what only the records themselves can tell, and the
 * header merely claims. Offsets count up from 0 without a gap, timestamps lie within the topic's
 * bounds, and a compacted topic's records have keys. Refusals are values, under the protocol's names.
 */
import { DecodeError } from '../bytes/errors.ts'
import type { RecordBatch } from '../records/batch.ts'
import type { LogConfig } from './log-config.ts'
import { quickMaxTimestamp } from './quick-check.ts'

export interface RecordRefusal {
  readonly kind: 'refused'
  readonly error: 'INVALID_RECORD' | 'INVALID_TIMESTAMP' | 'CORRUPT_MESSAGE'
  readonly message: string
  /** The records at fault, by their place in the batch. */
  readonly records: readonly { readonly index: number; readonly message: string }[]
}

export interface CheckedRecords {
  readonly kind: 'checked'
  /** The latest of the records' own timestamps. */
  readonly maxTimestamp: number
}

export interface RecordRules {
  readonly config: LogConfig
  readonly nowMs: number
}

/** Refusals name at most so many records. */
const NAMED_RECORDS_MAX = 100

/** Checks the records of a batch whose checksum is right, or still to be made. */
export function checkRecords(batch: RecordBatch, rules: RecordRules): CheckedRecords | RecordRefusal {
  try {
    return walk(batch, rules)
  } catch (problem) {
    return refusalOf(problem)
  }
}

export function refuseWrongCrc(batch: RecordBatch): RecordRefusal | null {
  try {
    batch.checkCrc()
    return null
  } catch (problem) {
    return refusalOf(problem)
  }
}

/** The refusal that an error in the bytes stands for; other errors go on. */
export function refusalOf(problem: unknown): RecordRefusal {
  if (!(problem instanceof DecodeError)) throw problem
  // A checksum that is wrong is the network's fault and worth a retry; records that don't parse are not.
  const error = problem.code === 'CORRUPT' ? 'CORRUPT_MESSAGE' : 'INVALID_RECORD'
  return { kind: 'refused', error, message: problem.message, records: [] }
}

function walk(batch: RecordBatch, { config, nowMs }: RecordRules): CheckedRecords | RecordRefusal {
  const needsKeys = config.cleanupPolicy.compact && !batch.isControl
  const ownClock = config.messageTimestampType === 'CreateTime'
  const earliest = nowMs - config.messageTimestampBeforeMaxMs
  const latest = nowMs + config.messageTimestampAfterMaxMs
  const quick = ownClock ? quickMaxTimestamp(batch, { needsKeys, earliest, latest }) : null
  if (quick !== null) return { kind: 'checked', maxTimestamp: quick }
  const { baseOffset } = batch
  const cursor = batch.records()
  let index = 0
  let maxTimestamp = -1
  const keyless: number[] = []
  const untimely: number[] = []
  for (; cursor.next(); index++) {
    if (cursor.offset !== baseOffset + index) return outOfPlace(index, cursor.offset - baseOffset)
    const { timestamp } = cursor
    if (timestamp > maxTimestamp) maxTimestamp = timestamp
    if (needsKeys && !cursor.hasKey) keyless.push(index)
    if (ownClock && timestamp !== -1 && (timestamp < earliest || timestamp > latest)) untimely.push(index)
  }
  if (index === 0) return refused('INVALID_RECORD', 'expected a batch of records, found none', [])
  if (index !== batch.lastOffset - batch.baseOffset + 1)
    return outOfPlace(index, batch.lastOffset - batch.baseOffset + 1)
  if (keyless.length > 0) return refused('INVALID_RECORD', 'a compacted topic takes records with keys only', keyless)
  if (untimely.length > 0) {
    const bounds = `expected timestamps from ${earliest} to ${latest}, the broker's clock being at ${nowMs}`
    return refused('INVALID_TIMESTAMP', bounds, untimely)
  }
  return { kind: 'checked', maxTimestamp }
}

function outOfPlace(index: number, found: number): RecordRefusal {
  return refused('INVALID_RECORD', `expected offsets to count up by one, found delta ${found} in place ${index}`, [
    index,
  ])
}

function refused(error: RecordRefusal['error'], message: string, indexes: readonly number[]): RecordRefusal {
  const records = indexes.slice(0, NAMED_RECORDS_MAX).map((index) => ({ index, message }))
  return { kind: 'refused', error, message, records }
}
