/**
 * Compaction against a model that remembers every record: after any story of appends, transactions, rolls and
 * passes, a consumer sees the same table as without compaction, and only what may go has gone.
 */
import assert from 'node:assert/strict'
import test from 'ava'
import fc from 'fast-check'
import type { Compression } from '../../records/attributes.ts'
import { CompactedLog, type FoundRecord, type WrittenRecord } from './compacted-log.contract.ts'

const DELETE_RETENTION_MS = 1000

interface ModelRecord extends FoundRecord {
  readonly producerId: number | null
  fate: 'open' | 'committed' | 'aborted'
  /** When a pass may have met it first. */
  metAtMs?: number
}

type Append = {
  kind: 'append'
  producerId: number | null
  isTransactional: boolean
  records: WrittenRecord[]
  compression: Compression
}
type Step =
  | Append
  | { kind: 'end'; producerId: number; type: 'COMMIT' | 'ABORT' }
  | { kind: 'roll' }
  | { kind: 'advance'; ms: number }
  | { kind: 'clean'; mapKeys: number; sliceBytes: number; meanwhile: Append[] }

class Story {
  readonly table = new CompactedLog({
    config: { segmentBytes: 1500, deleteRetentionMs: DELETE_RETENTION_MS },
    warmSegments: 3,
  })
  readonly records: ModelRecord[] = []
  readonly #inTransaction = new Set<number>()

  async take(step: Step): Promise<void> {
    if (step.kind === 'append') this.append(step)
    else if (step.kind === 'end') this.end(step.producerId, step.type)
    else if (step.kind === 'roll') this.table.log.roll()
    else if (step.kind === 'advance') this.table.clock.advance(step.ms)
    else await this.clean(step)
  }

  append({ producerId, records, compression, ...step }: Append): void {
    const isTransactional = step.isTransactional || (producerId !== null && this.#inTransaction.has(producerId))
    const options = { isTransactional, compression }
    const offset =
      producerId === null
        ? this.table.append(records, { compression })
        : this.table.appendAs(producerId, records, options)
    if (producerId !== null && isTransactional) this.#inTransaction.add(producerId)
    const fate = producerId !== null && isTransactional ? 'open' : 'committed'
    const timestamp = this.table.clock.nowMs()
    for (const [index, record] of records.entries()) {
      this.records.push({ ...record, offset: offset + index, timestamp, producerId, fate })
    }
  }

  end(producerId: number, type: 'COMMIT' | 'ABORT'): void {
    if (!this.#inTransaction.delete(producerId)) return
    this.table.end(producerId, type)
    for (const record of this.records) {
      if (record.producerId === producerId && record.fate === 'open')
        record.fate = type === 'COMMIT' ? 'committed' : 'aborted'
    }
  }

  async clean(step: Extract<Step, { kind: 'clean' }>): Promise<void> {
    const { table } = this
    await table.log.flush()
    const { firstUncleanableOffset } = table.dirtiness()
    const nowMs = table.clock.nowMs()
    for (const record of this.records) {
      if (record.value === null && record.offset < firstUncleanableOffset) record.metAtMs ??= nowMs
    }
    const { endOffset } = table.log
    const meanwhile = [...step.meanwhile]
    const options = { mapBytes: 24 * (3 + step.mapKeys), sliceLimits: { bytes: step.sliceBytes, ms: 1000 } }
    await table.clean(options, () => {
      const next = meanwhile.shift()
      if (next !== undefined) this.append(next)
    })
    assert.ok(table.log.endOffset >= endOffset)
    this.check()
  }

  check(): void {
    const { table } = this
    const found = new Map(table.records().map((record) => [record.offset, record]))
    this.checkOrder()
    for (const { offset, key, value, timestamp, fate } of this.records) {
      const there = found.get(offset)
      if (there !== undefined) assert.deepEqual(there, { offset, key, value, timestamp })
      else if (fate !== 'aborted') this.checkMayBeGone(offset)
    }
    for (const offset of found.keys()) this.checkStaysRightly(offset)
    assert.deepEqual(tableOf(table.committed()), tableOf(this.committedAndStable()))
    assert.deepEqual(table.unspokenAborts(), [])
    assert.ok(!table.names().some((name) => /cleaned|swap|deleted/.test(name)))
  }

  /** The latest committed record of a key is never gone, except tombstones whose time has come. */
  checkMayBeGone(offset: number): void {
    const record = this.records.find((one) => one.offset === offset)
    assert.ok(record !== undefined && record.fate === 'committed', `offset ${offset} is of an open transaction`)
    if (this.laterOf(record, Number.POSITIVE_INFINITY).length > 0) return
    assert.equal(record.value, null, `offset ${offset} is the latest of ${record.key}`)
    const goneMs = this.table.clock.nowMs()
    assert.ok(goneMs >= (record.metAtMs ?? Number.POSITIVE_INFINITY) + DELETE_RETENTION_MS, `tombstone ${offset}`)
  }

  /** Of what is clean nothing is left but the latest of each key. */
  checkStaysRightly(offset: number): void {
    const cleanedUpTo = this.table.cleanedUpTo ?? 0
    const record = this.records.find((one) => one.offset === offset)
    assert.ok(record !== undefined, `offset ${offset} was never appended`)
    if (offset >= cleanedUpTo) return
    assert.equal(record.fate, 'committed')
    assert.deepEqual(this.laterOf(record, cleanedUpTo), [], `offset ${offset} is stale`)
  }

  laterOf({ key, offset }: ModelRecord, before: number): ModelRecord[] {
    return this.records.filter((one) => {
      return one.key === key && one.offset > offset && one.offset < before && one.fate === 'committed'
    })
  }

  committedAndStable(): ModelRecord[] {
    const { lastStableOffset } = this.table.log
    return this.records.filter(({ fate, offset }) => fate === 'committed' && offset < lastStableOffset)
  }

  checkOrder(): void {
    let nextOffset = 0
    for (const batch of this.table.batches()) {
      assert.ok(batch.baseOffset >= nextOffset, `batch at ${batch.baseOffset} after ${nextOffset - 1}`)
      nextOffset = batch.lastOffset + 1
    }
    assert.equal(nextOffset, this.table.log.endOffset)
  }
}

function tableOf(records: readonly FoundRecord[]): [string | null, string][] {
  const table = new Map<string | null, string>()
  for (const { key, value } of records) {
    if (value === null) table.delete(key)
    else table.set(key, value)
  }
  return [...table].sort()
}

const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const value = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[a-z]{1,9}$/) },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constant('') },
)
const append: fc.Arbitrary<Append> = fc.record({
  kind: fc.constant('append' as const),
  producerId: fc.option(fc.nat(2)),
  isTransactional: fc.boolean(),
  records: fc.array(fc.record({ key, value }), { minLength: 1, maxLength: 6 }),
  compression: fc.constantFrom('none', 'none', 'none', 'gzip', 'lz4', 'snappy', 'zstd'),
})
const clean = fc.record({
  kind: fc.constant('clean' as const),
  mapKeys: fc.oneof(fc.nat(6), fc.constant(100)),
  sliceBytes: fc.constantFrom(50, 300, 5000),
  meanwhile: fc.array(append, { maxLength: 4 }),
})
const type = fc.constantFrom('COMMIT', 'ABORT')
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: append },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('end' as const), producerId: fc.nat(2), type }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'roll' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.constantFrom(1, 400, 1000) }) },
  { weight: 2, arbitrary: clean },
)

test('after any story the table is the same as without compaction, and what went was due', async (t) => {
  const property = fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
    const story = new Story()
    for (const next of steps) await story.take(next)
    for (const producerId of [0, 1, 2]) story.end(producerId, 'COMMIT')
    story.table.log.roll()
    await story.clean({ kind: 'clean', mapKeys: 100, sliceBytes: 5000, meanwhile: [] })
  })
  await fc.assert(property, { numRuns: 400 })
  t.pass()
})
