/** The model test's steps that read: a piece, all of it, an offset by its time. */
import assert from 'node:assert/strict'
import { batches } from '../../records/batches.ts'
import type { AbortedTransaction } from '../segment/transaction-index.ts'
import { allBatches, assertSame, type Sides, type StepOf } from './log-model-sides.contract.ts'

export function read(sides: Sides, step: Omit<StepOf<'read'>, 'kind'>): void {
  const { model, log } = sides
  const { place, maxBytes, atLeastOne, isolation } = step
  const { startOffset, endOffset } = model
  const offset = startOffset + Math.round(((endOffset - startOffset) * place) / 1_000)
  const outcome = log.read({ offset, maxBytes, atLeastOne, isolation })
  if (offset < startOffset || offset > endOffset) {
    assert.deepEqual(outcome, { kind: 'out-of-range', startOffset, endOffset })
    return
  }
  assert.ok(outcome.kind === 'read')
  const expected = model.readable(offset, isolation)
  const found = [...batches(outcome.records)]
  for (const [index, batch] of found.entries()) assertSame(batch.bytes, expected[index]?.bytes)
  const isWithin = outcome.records.length <= maxBytes || (atLeastOne && found.length === 1)
  assert.ok(isWithin, `${outcome.records.length} bytes of ${maxBytes}`)
  const [first] = expected
  const mustFind = first !== undefined && (atLeastOne || first.bytes.length <= maxBytes)
  assert.equal(found.length > 0, mustFind, `a read from ${offset} on finds something`)
  if (found.length === 0) return
  assert.equal(outcome.nextOffset, (found.at(-1)?.lastOffset ?? 0) + 1)
  if (isolation === 'uncommitted') assert.equal(outcome.aborted, null)
  else checkAborted(sides, outcome.aborted ?? [], { offset, upTo: outcome.nextOffset })
}

/**
 * All aborted transactions are told of, except such as compaction left no batch of in what was read. One whose first
 * batches it took begins later for a start that reads it again.
 */
function checkAborted(
  { model, config }: Sides,
  found: readonly AbortedTransaction[],
  { offset, upTo }: { offset: number; upTo: number },
): void {
  const shown = found.map(({ producerId, firstOffset, lastOffset }) => ({ producerId, firstOffset, lastOffset }))
  const all = model.aborted(offset, upTo)
  if (!config.cleanupPolicy.compact) assert.deepEqual(shown, all)
  const told = all.filter((one) => shown.some(({ lastOffset }) => lastOffset === one.lastOffset))
  assert.equal(shown.length, told.length)
  for (const [index, { firstOffset, ...one }] of told.entries()) {
    const { firstOffset: shownFirst, ...shownOne } = shown[index] ?? {}
    assert.deepEqual(shownOne, one)
    const firstLeft = model.batchesOf(one)[0]?.baseOffset ?? Number.POSITIVE_INFINITY
    assert.ok(shownFirst !== undefined && shownFirst >= firstOffset && shownFirst <= firstLeft)
  }
  for (const one of all) {
    const isRead = model.batchesOf(one).some(({ baseOffset, lastOffset }) => lastOffset >= offset && baseOffset < upTo)
    assert.ok(told.includes(one) || !isRead, `the abort at ${one.lastOffset} is told of`)
  }
}

export function walk({ model, log }: Sides, { isolation, maxBytes }: Omit<StepOf<'walk'>, 'kind'>): void {
  const found = allBatches(log, isolation, maxBytes).map(({ bytes }) => bytes)
  const expected = model.readable(model.startOffset, isolation).map(({ bytes }) => bytes)
  assertSame(Buffer.concat(found), Buffer.concat(expected))
}

export function lookUp({ model, log, clock }: Sides, { timestampOff }: StepOf<'look up'>): void {
  const timestamp = clock.nowMs() + timestampOff
  assert.deepEqual(log.lookUp(timestamp), model.firstAtOrAfter(timestamp))
  assert.deepEqual(log.lookUp('max-timestamp'), model.latest())
}
