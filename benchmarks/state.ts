/**
 * What state on disk costs: rows of bytes over RocksDB with overlay, rows at hand and commits, beside the raw binding
 * doing the same in the same run. `--keys` says how many keys the cold comparison has; it is filled before the first.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { StateMemory, TaskDatabase } from '@millrace/streams/testing'
import type { Comparison, Subject } from './measure.ts'
import { RawColumn } from './state/raw-column.ts'

type Rows = ReturnType<TaskDatabase['rows']>

const HOT_KEYS = 100_000
/** About what a thread does in a second; a run has all of it, and its commit. */
const HOT_COMMIT = 1_000_000
const COMMIT = 10_000
const VALUE_BYTES = 100
const NO_COUNT = Buffer.alloc(VALUE_BYTES, 'v')
const SCANNED_ROWS = 10
const GROUPS = 50_000
const WINDOW_KEYS = 20_000
const WINDOWS = 6
const SEGMENTS = 3
const NO_OFFSETS = new Map<string, number>()

/** One store of a database of its own, and the binding beside it. */
interface Pair {
  readonly database: TaskDatabase
  readonly rows: Rows
  readonly raw: RawColumn
}

class Folder {
  readonly #path = mkdtempSync(path.join(os.tmpdir(), 'millrace-state-'))
  readonly #opened: { close(): Promise<void> }[] = []
  #count = 0

  async pair(): Promise<Pair> {
    const name = String(this.#count++)
    const memory = new StateMemory({ stores: 1 })
    const database = await TaskDatabase.open({ path: path.join(this.#path, name), stores: ['rows'], memory })
    const raw = await RawColumn.open(path.join(this.#path, `${name}-raw`))
    this.#opened.push(database, raw)
    return { database, rows: database.rows('rows'), raw }
  }

  async close(): Promise<void> {
    for (const each of this.#opened) await each.close()
    rmSync(this.#path, { recursive: true })
  }
}

const keyOf = (number: number) => Buffer.from(`customer-${number}`)

/** Numbers below a bound in an order that jumps about, the same in each run, without any twice in a round. */
function jumping(bound: number): () => number {
  let at = 0
  return () => {
    at = (at + 2_654_435_769) % bound
    return at
  }
}

/** Values of a hundred bytes that begin with a count. */
function counted(before: Buffer | null | undefined): Buffer {
  const value = Buffer.from(NO_COUNT)
  value.writeDoubleBE(before == null ? 1 : before.readDoubleBE(0) + 1, 0)
  return value
}

function fill({ database, rows, raw }: Pair, count: number): void {
  for (let number = 0; number < count; number++) {
    rows.put(keyOf(number), counted(null))
    raw.put(keyOf(number), counted(null))
    if (number % COMMIT < COMMIT - 1) continue
    database.commit(NO_OFFSETS)
    raw.write()
  }
  database.commit(NO_OFFSETS)
  raw.write()
}

/** Counts keys one by one: reads the row, writes it anew; at the end of a run it is committed. */
function updating({ database, rows, raw }: Pair, keys: () => Buffer, count: number): Runs {
  const run = (update: (key: Buffer) => void, updates: number, commit: () => void) => () => {
    for (let index = 0; index < updates; index++) update(keys())
    commit()
    return updates
  }
  return {
    ours: run(
      (key) => rows.put(key, counted(rows.get(key))),
      count,
      () => database.commit(NO_OFFSETS),
    ),
    raw: run(
      (key) => raw.put(key, counted(raw.get(key))),
      COMMIT,
      () => raw.write(),
    ),
  }
}

interface Runs {
  readonly ours: () => number
  readonly raw: () => number
}

async function hotUpdates(folder: Folder): Promise<Comparison> {
  const keys = Array.from({ length: HOT_KEYS }, (_, number) => keyOf(number))
  const next = jumping(HOT_KEYS)
  const { ours, raw } = updating(await folder.pair(), () => keys[next()] as Buffer, HOT_COMMIT)
  return {
    name: `update ${HOT_KEYS.toLocaleString('en')} hot keys`,
    unit: 'updates',
    ours,
    peers: { raw },
    bars: [{ unitsPerSecond: 1_200_000 }],
  }
}

async function coldUpdates(folder: Folder, keys: number): Promise<Comparison> {
  const pair = await folder.pair()
  fill(pair, keys)
  const next = jumping(keys)
  const { ours, raw } = updating(pair, () => keyOf(next()), COMMIT)
  const bars = [{ timesPeer: 0.6, peer: 'raw' }]
  return { name: `update ${keys.toLocaleString('en')} cold keys`, unit: 'updates', ours, peers: { raw }, bars }
}

/** Rows of new keys in batches, as they come out of a changelog. */
async function restoring(folder: Folder): Promise<Comparison> {
  const { database, rows, raw } = await folder.pair()
  const every = (put: (key: Buffer, value: Buffer) => void, commit: () => void) => {
    let number = 0
    return () => {
      for (let index = 0; index < COMMIT; index++) put(keyOf(number++), counted(null))
      commit()
      return COMMIT
    }
  }
  return {
    name: 'restore',
    unit: 'rows',
    ours: every(
      (key, value) => rows.put(key, value),
      () => database.commit(NO_OFFSETS),
    ),
    peers: {
      raw: every(
        (key, value) => raw.put(key, value),
        () => raw.write(),
      ),
    },
    bars: [{ timesPeer: 0.7, peer: 'raw' }],
  }
}

/** Walks over ten rows that begin alike, in a store that is at hand and in one that is larger than memory. */
async function prefixScans(folder: Folder, { groups, what }: { groups: number; what: string }): Promise<Comparison> {
  const pair = await folder.pair()
  const groupKey = (group: number, member: number) => Buffer.from(`${String(group).padStart(8, '0')}-${member}`)
  for (let row = 0; row < groups * SCANNED_ROWS; row++) {
    const key = groupKey(Math.floor(row / SCANNED_ROWS), row % SCANNED_ROWS)
    pair.rows.put(key, counted(null))
    pair.raw.put(key, counted(null))
    if (row % COMMIT < COMMIT - 1) continue
    pair.database.commit(NO_OFFSETS)
    pair.raw.write()
  }
  const scans = (scan: (from: Buffer, before: Buffer) => number) => {
    const next = jumping(groups)
    return () => {
      let rows = 0
      while (rows < COMMIT) {
        const prefix = String(next()).padStart(8, '0')
        rows += scan(Buffer.from(`${prefix}-`), Buffer.from(`${prefix}.`))
      }
      return rows
    }
  }
  return {
    name: `scan ${SCANNED_ROWS} rows by prefix, ${what}`,
    unit: 'rows',
    ours: scans((from, before) => walked(pair.rows, { from, before })),
    peers: { raw: scans((from, before) => pair.raw.scan(from, before, SCANNED_ROWS + 1)) },
    bars: [],
  }
}

function walked(rows: Rows, range: { from: Buffer; before: Buffer }): number {
  let count = 0
  const walk = rows.range(range)
  while (walk.next() !== null) count++
  walk.close()
  return count
}

/** Fetches the windows of a key around a time, over the segments in which they lie, while new ones are put. */
async function windowFetches(folder: Folder): Promise<Comparison> {
  const { database, raw } = await folder.pair()
  const segments = Array.from({ length: SEGMENTS }, (_, segment) => segmentPrefix(segment))
  const parts = segments.map((prefix) => database.part('rows', prefix))
  const windowKey = (key: number, window: number) => Buffer.concat([keyOf(key), segmentPrefix(window)])
  for (let key = 0; key < WINDOW_KEYS; key++) {
    for (let window = 0; window < WINDOWS; window++) {
      const segment = window % SEGMENTS
      parts[segment]?.put(windowKey(key, window), counted(null))
      raw.put(Buffer.concat([segments[segment] as Buffer, windowKey(key, window)]), counted(null))
    }
  }
  database.commit(NO_OFFSETS)
  raw.write()
  const fetching = (
    fetch: (from: Buffer, before: Buffer) => number,
    put: (key: number) => void,
    commit: () => void,
  ) => {
    const next = jumping(WINDOW_KEYS)
    let done = 0
    return () => {
      for (let index = 0; index < COMMIT; index++) {
        const key = next()
        put(key)
        fetch(windowKey(key, 0), windowKey(key, WINDOWS))
        if (++done % COMMIT === 0) commit()
      }
      return COMMIT
    }
  }
  return {
    name: `put a window and fetch ${WINDOWS} of its key from ${SEGMENTS} segments`,
    unit: 'fetches',
    ours: fetching(
      (from, before) => parts.reduce((count, part) => count + walked(part, { from, before }), 0),
      (key) => parts[2]?.put(windowKey(key, 2), counted(null)),
      () => database.commit(NO_OFFSETS),
    ),
    peers: {
      raw: fetching(
        (from, before) =>
          segments.reduce(
            (count, prefix) =>
              count + raw.scan(Buffer.concat([prefix, from]), Buffer.concat([prefix, before]), WINDOWS + 1),
            0,
          ),
        (key) => raw.put(Buffer.concat([segments[2] as Buffer, windowKey(key, 2)]), counted(null)),
        () => raw.write(),
      ),
    },
    bars: [],
  }
}

function segmentPrefix(segment: number): Buffer {
  const prefix = Buffer.alloc(8)
  prefix.writeUInt32BE(segment, 4)
  return prefix
}

export async function openStateSubject({ keys }: { readonly keys: number }): Promise<Subject> {
  const folder = new Folder()
  return {
    name: 'state',
    comparisons: [
      await hotUpdates(folder),
      await coldUpdates(folder, keys),
      await windowFetches(folder),
      await prefixScans(folder, { groups: GROUPS, what: 'at hand' }),
      await prefixScans(folder, { groups: Math.max(GROUPS, keys / SCANNED_ROWS / 2), what: 'on disk' }),
      await restoring(folder),
    ],
    close: () => folder.close(),
  }
}
