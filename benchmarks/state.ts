/**
 * What state on disk costs, with overlay, rows at hand and commits, beside the raw binding doing the same in the same
 * run. Hot updates and windows go through stores with their serdes, the rest are rows of bytes. `--keys` says how many
 * keys the cold comparison has; they are put before the first turn.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { stores, type TimestampedKeyValueStore, type WindowStore } from '@millrace/streams'
import { long, string } from '@millrace/streams/serde'
import { openStore, StateMemory, TaskDatabase } from '@millrace/streams/testing'
import type { Comparison, Subject } from './measure.ts'
import { quietTask } from './quiet-task.ts'
import { RawColumn } from './state/raw-column.ts'
import { restoring } from './state/restoring.ts'

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
const JOIN_MS = 60_000
/** So many records come in the time of a join: a key has about five. */
const RECORDS_A_JOIN = 100_000
const TIME_BYTES = 8
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

/** Counts as tables do: by keys and serdes, with a time, and a changelog that keeps nothing. */
async function hotUpdates(folder: Folder): Promise<Comparison> {
  const { database, raw } = await folder.pair()
  const definition = stores.timestampedKeyValue('rows', { key: string, value: long })
  const store = openStore(definition as never) as unknown as TimestampedKeyValueStore<string, number>
  store.init(quietTask({ space: database.space('rows') }))
  const keys = Array.from({ length: HOT_KEYS }, (_, number) => `customer-${number}`)
  const run = (commit: () => void, updates: number, update: (key: string) => void) => {
    const next = jumping(HOT_KEYS)
    return () => {
      for (let index = 0; index < updates; index++) update(keys[next()] as string)
      commit()
      return updates
    }
  }
  const commit = () => {
    store.flush()
    database.commit(NO_OFFSETS)
  }
  const ours = run(commit, HOT_COMMIT, (key) => {
    store.put(key, { value: (store.get(key)?.value ?? 0) + 1, timestamp: 1 })
  })
  const peer = run(
    () => raw.write(),
    COMMIT,
    (key) => {
      const bytes = string.serialize(key)
      const before = raw.get(bytes)
      const count = before === undefined ? 0 : long.deserialize(before.subarray(TIME_BYTES))
      raw.put(bytes, Buffer.concat([long.serialize(1), long.serialize(count + 1)]))
    },
  )
  const bars = [{ unitsPerSecond: 1_200_000 }]
  return { name: `update ${HOT_KEYS.toLocaleString('en')} hot keys`, unit: 'updates', ours, peers: { raw: peer }, bars }
}

async function coldUpdates(folder: Folder, keys: number): Promise<Comparison> {
  const pair = await folder.pair()
  fill(pair, keys)
  const next = jumping(keys)
  const { ours, raw } = updating(pair, () => keyOf(next()), COMMIT)
  const bars = [{ timesPeer: 0.6, peer: 'raw' }]
  return { name: `update ${keys.toLocaleString('en')} cold keys`, unit: 'updates', ours, peers: { raw }, bars }
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

/** Puts a window and fetches those of its key around it, as a join of streams does, while time goes on. */
async function windowFetches(folder: Folder): Promise<Comparison> {
  const { database, raw } = await folder.pair()
  const times = { windowSize: JOIN_MS, retention: 2 * JOIN_MS }
  const definition = stores.window('rows', { key: string, value: long, ...times })
  const store = openStore(definition as never) as unknown as WindowStore<string, number>
  store.init(quietTask({ space: database.space('rows') }))
  const joining = (join: (key: string, timeMs: number) => number, commit: () => void) => {
    const next = jumping(WINDOW_KEYS)
    let record = 0
    return () => {
      let found = 0
      for (let index = 0; index < COMMIT; index++) {
        found += join(`customer-${next()}`, Math.floor((record++ * JOIN_MS) / RECORDS_A_JOIN))
      }
      commit()
      return found
    }
  }
  return {
    name: 'put a window and fetch those of its key',
    unit: 'windows',
    ours: joining(
      (key, timeMs) => {
        store.put(key, timeMs, timeMs)
        let found = 0
        for (const _ of store.fetch(key, { fromMs: Math.max(0, timeMs - JOIN_MS), toMs: timeMs })) found++
        return found
      },
      () => {
        store.flush()
        database.commit(NO_OFFSETS)
      },
    ),
    peers: {
      raw: joining(
        (key, timeMs) => joinRaw(raw, key, timeMs),
        () => raw.write(),
      ),
    },
    bars: [],
  }
}

/** The same rows in one piece; those of the batch that is being filled are not seen. */
function joinRaw(raw: RawColumn, key: string, timeMs: number): number {
  const row = (time: number) => Buffer.concat([string.serialize(key), long.serialize(time)])
  raw.put(row(timeMs), long.serialize(timeMs))
  return raw.scan(row(Math.max(0, timeMs - JOIN_MS)), row(timeMs + 1), SCANNED_ROWS)
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
      restoring(await folder.pair()),
    ],
    close: () => folder.close(),
  }
}
