/**
 * What holds for rows that are read by turns, whatever the kind of store, wherever it lies, with a cache or without:
 * however much is written, committed and given way between two turns, no row comes twice or out of order, and each that
 * was there all the time comes once.
 */
import type { TestFn } from 'ava'
import fc from 'fast-check'
import type { StateStore } from '../contract/state-store.ts'
import type { StoreDefinition } from '../contract/store-definition.ts'
import type { StoreView } from './local-stores.ts'
import { QueryStage } from './query-stage.contract.ts'
import type { Rows } from './rows.ts'

/** A kind of store with rows that have a number each. */
export interface ScannedKind {
  readonly title: string
  readonly definition: StoreDefinition
  readonly put: (store: StateStore, row: number, value: string | null) => void
  /** All ways of reading all rows, with the numbers in the order in which they are to come, if that is theirs. */
  readonly scans: readonly Scan[]
}

interface Scan {
  readonly rows: (stage: QueryStage) => Rows<unknown>
  readonly numberOf: (row: never) => number
  /** Missing where the order is the store's own business. */
  readonly order?: 'forward' | 'reverse'
}

interface Change {
  readonly row: number
  readonly value: string | null
}

/** Rows of even numbers are there all the time, and may be put again; those between come and go. */
const rowsMax = 240
const change: fc.Arbitrary<Change> = fc
  .record({ row: fc.nat(rowsMax - 1), isDeletion: fc.boolean(), text: fc.string({ maxLength: 3 }) })
  .map(({ row, isDeletion, text }) => ({ row, value: isDeletion && row % 2 === 1 ? null : `${row}:${text}` }))
/** What happens between two turns. */
const story = fc.record({
  changes: fc.array(change, { maxLength: 40 }),
  commits: fc.boolean(),
})
const form = fc.record({
  cacheBytes: fc.constantFrom(null, 0, 2_000, 8_000, 20_000),
  view: fc.constantFrom<StoreView>('latest', 'committed'),
  scan: fc.nat(10),
  first: fc.array(change, { maxLength: 200 }),
  commitsFirst: fc.boolean(),
  stories: fc.array(story, { minLength: 1, maxLength: 8 }),
})

export function scanContract(test: TestFn, kind: ScannedKind, runs: number): void {
  const { title, definition, scans } = kind

  test(`${title}: rows that are there all the time are seen once, in order, whatever happens between the turns`, async (t) => {
    const property = fc.asyncProperty(form, async ({ cacheBytes, view, scan, first, commitsFirst, stories }) => {
      const stage = await QueryStage.open({ definition, cacheBytes, view })
      try {
        const asked = scans[scan % scans.length] as Scan
        for (let row = 0; row < rowsMax; row += 16) kind.put(stage.store, row, `${row}`)
        if (view === 'latest') stage.commit()
        // Most rows are in nothing but the cache when the reading begins; they may be written out meanwhile.
        for (let row = 0; row < rowsMax; row += 2) if (row % 16 !== 0) kind.put(stage.store, row, `${row}`)
        if (view === 'committed') stage.commit()
        putAll(kind, stage, first)
        if (commitsFirst) stage.commit()
        const numbers = await readAll(stage, asked, (turn) => {
          const { changes, commits } = stories[turn % stories.length] as { changes: Change[]; commits: boolean }
          putAll(kind, stage, changes)
          if (commits) stage.commit()
        })
        checkNumbers(numbers, asked)
      } finally {
        await stage.close()
      }
    })
    await t.notThrowsAsync(fc.assert(property, { numRuns: runs }))
  })

  test(`${title}: between two turns nothing is open, also if the reader has forgotten its rows`, async (t) => {
    const stage = await filledStage(kind)
    for (const { rows } of scans) {
      t.false((await firstRow(stage, rows(stage))).done)
      t.is(stage.openWalks, 0)
    }
    await stage.close()
  })

  test(`${title}: whoever reads while the store is closed is told that it has moved`, async (t) => {
    for (const { rows } of scans) {
      const stage = await filledStage(kind)
      const reading = rows(stage)
      await firstRow(stage, reading)
      stage.drop()
      await t.throwsAsync(takeAll(stage, reading), { code: 'MOVED', message: /partition 0 was closed/ })
      t.true((await reading.next()).done)
      await stage.close()
    }
  })
}

async function filledStage({ definition, put }: ScannedKind): Promise<QueryStage> {
  const stage = await QueryStage.open({ definition })
  for (let row = 0; row < rowsMax; row++) put(stage.store, row, `${row}`)
  stage.commit()
  return stage
}

async function firstRow<Row>(stage: QueryStage, rows: Rows<Row>): Promise<IteratorResult<Row>> {
  const first = rows.next()
  while (stage.clock.isAwaited) await stage.clock.turn()
  return first
}

function putAll(kind: ScannedKind, stage: QueryStage, changes: readonly Change[]): void {
  for (const { row, value } of changes) kind.put(stage.store, row, value)
}

async function readAll(stage: QueryStage, scan: Scan, between: (turn: number) => void): Promise<number[]> {
  const rows = await takeAll(stage, scan.rows(stage), between)
  return rows.map((row) => scan.numberOf(row as never))
}

/** Takes the rows, and gives the turns that are needed for it. */
export async function takeAll<Row>(
  stage: QueryStage,
  rows: Rows<Row>,
  between: (turn: number) => void = () => undefined,
): Promise<Row[]> {
  const taken: Row[] = []
  const reading = (async () => {
    for await (const row of rows) taken.push(row)
  })()
  let isOver = false
  const over = reading.finally(() => {
    isOver = true
  })
  over.catch(() => undefined)
  for (let turn = 0; !isOver; turn++) {
    await stage.clock.turn()
    if (!isOver) between(turn)
  }
  await reading
  return taken
}

function checkNumbers(numbers: readonly number[], { order }: Scan): void {
  const seen = new Set(numbers)
  if (seen.size !== numbers.length) throw new Error(`a row came twice: ${numbers}`)
  for (let row = 0; row < rowsMax; row += 2) if (!seen.has(row)) throw new Error(`row ${row} is missing: ${numbers}`)
  if (order === undefined) return
  const sorted = numbers.toSorted((left, right) => (order === 'forward' ? left - right : right - left))
  if (sorted.join() !== numbers.join()) throw new Error(`rows are not in ${order} order: ${numbers}`)
}
