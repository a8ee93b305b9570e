/**
 * What stores in memory cost: counting by key, by window and by session through serdes, layers and rows, with a
 * changelog, and for windows with a cache too. The peer `map` does the same on a Map from the key's bytes as text
 * (and the window's start) to the value's bytes, with the same serdes; it keeps no order, retention or changelog.
 */

import {
  type SessionStore,
  stores,
  type TimestampedKeyValueStore,
  type ValueAndTimestamp,
  type WindowStore,
  windowed,
} from '@millrace/streams'
import { long, string } from '@millrace/streams/serde'
import { type CacheBudget, openStore } from '@millrace/streams/testing'
import type { Comparison, Subject } from './measure.ts'
import { quietTask } from './quiet-task.ts'

const COUNTS_A_RUN = 20_000
const TIME_BYTES = 8
const WINDOW_MS = 60_000
const RETENTION_MS = 10 * WINDOW_MS
/** How many records come in the time of a window. */
const RECORDS_A_WINDOW = 50_000
const CACHE_BYTES = 10 * 1024 * 1024

/** Keys in an order that jumps about, the same in each run. */
function keysOf(count: number): readonly string[] {
  return Array.from({ length: Math.max(count, COUNTS_A_RUN) }, (_, index) => `user-${(index * 7919) % count}`)
}

function openCounts(): TimestampedKeyValueStore<string, number> {
  const definition = stores.timestampedKeyValue('counts', { key: string, value: long, place: 'memory' })
  const store = openStore(definition as never) as unknown as TimestampedKeyValueStore<string, number>
  store.init(quietTask())
  return store
}

/** Counts the next few of the keys at each run. */
function inTurn(keys: readonly string[], count: (key: string) => void) {
  let at = 0
  return () => {
    for (let index = 0; index < COUNTS_A_RUN; index++) {
      count(keys[at] as string)
      at = at + 1 === keys.length ? 0 : at + 1
    }
    return COUNTS_A_RUN
  }
}

function counting(keyCount: number): Comparison {
  const keys = keysOf(keyCount)
  const store = openCounts()
  const ours = inTurn(keys, (key) => {
    const before = store.get(key)
    store.put(key, { value: (before?.value ?? 0) + 1, timestamp: 1 })
  })
  const rows = new Map<string, Buffer>()
  const map = inTurn(keys, (key) => {
    const text = string.serialize(key).toString('latin1')
    const before = rows.get(text)
    const count = before === undefined ? 0 : long.deserialize(before.subarray(TIME_BYTES))
    rows.set(text, Buffer.concat([long.serialize(1), long.serialize(count + 1)]))
  })
  const name = `count among ${keyCount.toLocaleString('en')} keys`
  return { name, unit: 'records', ours, peers: { map }, bars: [{ unitsPerSecond: 500_000 }] }
}

/** What caches share, as the library has it. */
function budgetOf(bytesMax: number): CacheBudget {
  let used = 0
  return {
    grow: (bytes) => {
      used += bytes
      return used > bytesMax
    },
  }
}

/** Counts in windows of a minute, and flushes at the end of each run, as a commit does. */
function countingWindows(keyCount: number, caching: boolean): Comparison {
  const keys = keysOf(keyCount)
  const times = { windowSize: WINDOW_MS, retention: RETENTION_MS }
  const definition = stores.timestampedWindow('counts', {
    key: string,
    value: long,
    place: 'memory',
    caching,
    ...times,
  })
  type Counts = WindowStore<string, ValueAndTimestamp<number>>
  const store = openStore(definition as never) as unknown as Counts
  store.init(quietTask({ cache: budgetOf(CACHE_BYTES) }))
  let record = 0
  const count = inTurn(keys, (key) => {
    const startMs = Math.floor(record++ / RECORDS_A_WINDOW) * WINDOW_MS
    const before = store.get(key, startMs)
    store.put(key, { value: (before?.value ?? 0) + 1, timestamp: startMs }, startMs)
  })
  const ours = () => {
    const counted = count()
    store.flush()
    return counted
  }
  const name = `count in windows among ${keyCount.toLocaleString('en')} keys${caching ? ', cached' : ''}`
  return { name, unit: 'records', ours, peers: { map: windowsInMap(keys) }, bars: [] }
}

function windowsInMap(keys: readonly string[]): () => number {
  const windows = new Map<number, Map<string, Buffer>>()
  let record = 0
  return inTurn(keys, (key) => {
    const startMs = Math.floor(record++ / RECORDS_A_WINDOW) * WINDOW_MS
    let rows = windows.get(startMs)
    if (rows === undefined) {
      rows = new Map()
      windows.set(startMs, rows)
      windows.delete(startMs - RETENTION_MS)
    }
    const text = string.serialize(key).toString('latin1')
    const before = rows.get(text)
    const count = before === undefined ? 0 : long.deserialize(before.subarray(TIME_BYTES))
    rows.set(text, Buffer.concat([long.serialize(startMs), long.serialize(count + 1)]))
  })
}

/** Finds a key's sessions around a time, and puts one that is longer in the place of the one that is found. */
function countingSessions(keyCount: number): Comparison {
  const keys = keysOf(keyCount)
  const definition = stores.session('counts', { key: string, value: long, place: 'memory', retention: RETENTION_MS })
  const store = openStore(definition as never) as unknown as SessionStore<string, number>
  store.init(quietTask())
  let record = 0
  const ours = inTurn(keys, (key) => {
    const timeMs = Math.floor((record++ * WINDOW_MS) / RECORDS_A_WINDOW)
    const around = { earliestEndMs: Math.max(0, timeMs - WINDOW_MS), latestStartMs: timeMs + WINDOW_MS }
    let count = 0
    let startMs = timeMs
    for (const { key: session, value } of store.findSessions(key, around)) {
      count += value
      startMs = Math.min(startMs, session.window.startMs)
      store.remove(session)
    }
    store.put(windowed(key, startMs, timeMs), count + 1)
  })
  return {
    name: `find and put sessions among ${keyCount.toLocaleString('en')} keys`,
    unit: 'records',
    ours,
    peers: { map: sessionsInMap(keys) },
    bars: [],
  }
}

/** One session a key is all that there is here; the plain peer knows that. */
function sessionsInMap(keys: readonly string[]): () => number {
  const sessions = new Map<string, Buffer>()
  let record = 0
  return inTurn(keys, (key) => {
    const timeMs = Math.floor((record++ * WINDOW_MS) / RECORDS_A_WINDOW)
    const text = string.serialize(key).toString('latin1')
    const before = sessions.get(text)
    const isNear = before !== undefined && long.deserialize(before.subarray(0, TIME_BYTES)) >= timeMs - WINDOW_MS
    const count = isNear ? long.deserialize(before.subarray(TIME_BYTES)) : 0
    sessions.set(text, Buffer.concat([long.serialize(timeMs), long.serialize(count + 1)]))
  })
}

function scanning(keyCount: number): Comparison {
  const store = openCounts()
  for (const key of keysOf(keyCount)) store.put(key, { value: 1, timestamp: 1 })
  const ours = () => {
    let rows = 0
    for (const row of store.all()) rows += row.value.value
    return rows
  }
  return { name: `scan ${keyCount.toLocaleString('en')} rows`, unit: 'rows', ours, peers: {}, bars: [] }
}

export const storesSubject: Subject = {
  name: 'stores',
  comparisons: [
    counting(1_000),
    counting(200_000),
    countingWindows(10_000, false),
    countingWindows(10_000, true),
    countingSessions(10_000),
    scanning(20_000),
  ],
}
