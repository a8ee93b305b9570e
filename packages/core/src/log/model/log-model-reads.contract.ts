/**
 * Reads of a log beside its model: whatever is asked for, both give the same batches, the same aborted transactions,
 * the same offsets for times, and the same ends.
 */
import assert from 'node:assert/strict'
import { batches } from '../../records/batches.ts'
import type { PartitionLog } from '../partition-log.ts'
import type { ModelHistory } from './log-model-history.contract.ts'
import type { Step } from './log-model-steps.contract.ts'

type Step_<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>

export class ComparedReads {
  readonly #log: PartitionLog
  readonly #model: ModelHistory

  constructor(log: PartitionLog, model: ModelHistory) {
    this.#log = log
    this.#model = model
  }

  /** How far the log goes, and which epochs are in it. */
  ends(): void {
    const { startOffset, endOffset, lastStableOffset } = this.#log
    const model = this.#model
    assert.deepEqual(
      { startOffset, endOffset, lastStableOffset },
      { startOffset: model.startOffset, endOffset: model.endOffset, lastStableOffset: model.lastStableOffset() },
    )
    const last = model.present().at(-1)
    if (last === undefined) return
    for (const { lastOffset, leaderEpoch } of model.present()) assert.equal(this.#log.epochFor(lastOffset), leaderEpoch)
    assert.equal(this.#log.latestEpoch, last.leaderEpoch)
    const end = { epoch: last.leaderEpoch, endOffset: model.endOfEpoch(last.leaderEpoch) }
    assert.deepEqual(this.#log.endOffsetForEpoch(last.leaderEpoch), end)
  }

  read({ place, maxBytes, atLeastOne, isolation }: Omit<Step_<'read'>, 'kind'>): void {
    const { startOffset, endOffset } = this.#model
    const offset = startOffset + Math.round(((endOffset - startOffset) * place) / 1_000)
    const read = this.#log.read({ offset, maxBytes, atLeastOne, isolation })
    if (offset < startOffset || offset > endOffset) {
      assert.deepEqual(read, { kind: 'out-of-range', startOffset, endOffset })
      return
    }
    assert.ok(read.kind === 'read')
    const expected = this.#model.readable(offset, isolation)
    const found = [...batches(read.records)]
    for (const [index, batch] of found.entries()) assertSame(batch.bytes, expected[index]?.bytes)
    const isWithin = read.records.length <= maxBytes || (atLeastOne && found.length === 1)
    assert.ok(isWithin, `${read.records.length} bytes of ${maxBytes}`)
    const [first] = expected
    const mustFind = first !== undefined && (atLeastOne || first.bytes.length <= maxBytes)
    assert.equal(found.length > 0, mustFind, `a read from ${offset} on finds something`)
    if (found.length === 0) return
    assert.equal(read.nextOffset, (found.at(-1)?.lastOffset ?? 0) + 1)
    const aborted = read.aborted?.map(({ producerId, firstOffset, lastOffset }) => ({
      producerId,
      firstOffset,
      lastOffset,
    }))
    assert.deepEqual(aborted, isolation === 'committed' ? this.#model.aborted(offset, read.nextOffset) : undefined)
  }

  walk({ isolation, maxBytes }: Omit<Step_<'walk'>, 'kind'>): void {
    const found: Buffer[] = []
    for (let offset = this.#model.startOffset; ; ) {
      const read = this.#log.read({ offset, maxBytes, atLeastOne: true, isolation })
      assert.ok(read.kind === 'read')
      if (read.records.length === 0) break
      found.push(read.records)
      offset = read.nextOffset
    }
    const expected = this.#model.readable(this.#model.startOffset, isolation).map(({ bytes }) => bytes)
    assertSame(Buffer.concat(found), Buffer.concat(expected))
  }

  lookUp(timestamp: number): void {
    assert.deepEqual(this.#log.lookUp(timestamp), this.#model.firstAtOrAfter(timestamp))
    assert.deepEqual(this.#log.lookUp('max-timestamp'), this.#model.latest())
  }
}

/** The bytes themselves would be pages of an error message. */
export function assertSame(found: Buffer, expected: Buffer | undefined): void {
  if (expected?.equals(found) === true) return
  assert.fail(`expected ${outline(expected)}, found ${outline(found)}`)
}

function outline(bytes: Buffer | undefined): string {
  if (bytes === undefined) return 'no batch'
  return `${bytes.length} bytes (${Array.from(batches(bytes), (one) => `${one.baseOffset} to ${one.lastOffset}`).join(', ')})`
}
