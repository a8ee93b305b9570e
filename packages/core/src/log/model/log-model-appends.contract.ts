/** The model test's steps that append: right batches, markers, batches again, and such as must be refused. */
import assert from 'node:assert/strict'
import type { AppendOutcome } from '../append.ts'
import { type Draft, draftBatch, draftMarker, faultyBatch } from './log-model-batches.contract.ts'
import { assertSame, type Sides, type StepOf } from './log-model-sides.contract.ts'

export function append(sides: Sides, step: StepOf<'append'>): void {
  const { slot: producerId, sequenceOff, epochOff, isTransactional: wanted, ...shape } = step
  const { model, clock } = sides
  const epoch = Math.max(0, model.epoch(producerId))
  const producerEpoch = producerId === -1 ? -1 : Math.max(0, epoch + epochOff)
  const last = producerEpoch === epoch ? model.known(producerId).at(-1) : undefined
  const next = last === undefined ? 0 : last.baseSequence + last.records.length
  const baseSequence = producerId === -1 ? -1 : Math.max(0, next + sequenceOff)
  const isTransactional = wanted && producerId !== -1
  const timestamp = clock.nowMs() + shape.timestampOff
  send(sides, { ...shape, producerId, producerEpoch, baseSequence, isTransactional, timestamp })
}

function send(sides: Sides, draft: Draft): void {
  const { model, log, config, clock, leaderEpoch } = sides
  const { producerId, producerEpoch, baseSequence, isTransactional, count } = draft
  const { bytes, records } = draftBatch(draft)
  const claim = { producerId, producerEpoch, baseSequence, isTransactional, count }
  const isTooLarge = bytes.length > config.segmentBytes
  const verdicts = isTooLarge ? ['RECORD_LIST_TOO_LARGE'] : model.verdicts(claim)
  const before = Buffer.from(bytes)
  const outcome = log.append(bytes, { origin: 'client', leaderEpoch })
  const verdict = verdictOf(outcome)
  assert.ok(verdicts.includes(verdict), `expected ${verdicts.join(' or ')}, found ${verdict}`)
  if (verdict !== 'appended') return
  // Offset and leader epoch are the log's to write, and nothing else.
  assertSame(bytes.subarray(16), before.subarray(16))
  const { baseOffset, lastOffset } = checkPlace(sides, outcome, count)
  const placed = records.map((record, index) => ({ ...record, offset: baseOffset + index }))
  const facts = { producerId, producerEpoch, baseSequence, isTransactional, leaderEpoch, marker: null }
  const contents = { original: bytes, bytes, records: placed, present: placed, appendedMs: clock.nowMs() }
  model.append({ ...facts, ...contents, baseOffset, lastOffset })
}

/** An earlier batch, once more. */
export function resend(sides: Sides, { slot: producerId, age }: StepOf<'resend'>): void {
  const batch = sides.model.known(producerId).at(-age)
  if (batch === undefined) return
  const { producerEpoch, baseSequence, isTransactional, records } = batch
  const timestamp = records[0]?.timestamp ?? 0
  const shape = { count: records.length, valueBytes: 10, compression: 'none' as const, timestamp }
  const keys = { firstKey: 0, tombstoneEvery: 0 }
  send(sides, { ...shape, ...keys, producerId, producerEpoch, baseSequence, isTransactional })
}

/** Ends a transaction, if one is open. */
export function end(sides: Sides, { slot, isAborted }: StepOf<'end'>): void {
  const { model, log, clock, leaderEpoch } = sides
  const open = model.openTransactions()
  const producerId = open[slot % Math.max(1, open.length)]?.producerId
  if (producerId === undefined) return
  const producerEpoch = model.epoch(producerId)
  const marker = isAborted ? 'ABORT' : 'COMMIT'
  const timestamp = clock.nowMs()
  const bytes = draftMarker({ type: marker, producerId, producerEpoch, timestamp })
  const outcome = log.append(bytes, { origin: 'coordinator', leaderEpoch })
  const { baseOffset, lastOffset } = checkPlace(sides, outcome, 1)
  const records = [{ offset: baseOffset, key: null, value: null, timestamp }]
  const facts = { producerId, producerEpoch, baseSequence: -1, isTransactional: true, leaderEpoch, marker } as const
  const contents = { original: bytes, bytes, records, present: records, appendedMs: timestamp }
  model.append({ ...facts, ...contents, baseOffset, lastOffset })
}

export function refuse({ log, clock, leaderEpoch }: Sides, { fault }: StepOf<'refuse'>): void {
  const { bytes, error } = faultyBatch(fault, clock.nowMs())
  assert.equal(verdictOf(log.append(bytes, { origin: 'client', leaderEpoch })), error)
}

function checkPlace(
  { model }: Sides,
  outcome: AppendOutcome,
  count: number,
): { baseOffset: number; lastOffset: number } {
  assert.equal(verdictOf(outcome), 'appended')
  const baseOffset = model.endOffset
  if (outcome.kind === 'appended') {
    assert.deepEqual([outcome.firstOffset, outcome.lastOffset], [baseOffset, baseOffset + count - 1])
    outcome.durable?.catch(() => {}) // a loss of power may come before it
  }
  return { baseOffset, lastOffset: baseOffset + count - 1 }
}

function verdictOf(outcome: AppendOutcome): string {
  if (outcome.kind === 'refused') return outcome.error
  return outcome.isDuplicate ? `duplicate ${outcome.firstOffset} ${outcome.lastOffset}` : 'appended'
}
