/**
 * What stores in memory cost: counting by key through serdes, layers and rows, among few keys and many. The peer
 * `map` does the same on a Map from the key's bytes as text to the value's bytes, with the same serdes.
 */

import { stores, type TimestampedKeyValueStore } from '@millrace/streams'
import { long, string } from '@millrace/streams/serde'
import { openStore, type StoreContext } from '@millrace/streams/testing'
import type { Comparison, Subject } from './measure.ts'

const COUNTS_A_RUN = 20_000
const TIME_BYTES = 8

/** A task that keeps nothing of what the store tells it. */
function quietTask(): StoreContext {
  return {
    applicationId: 'benchmark',
    taskId: '0_0',
    recordContext: { topic: 'topic', partition: 0, offset: 0, timestamp: 1, headers: [] },
    streamTimeMs: 1,
    changelogOf: () => ({ write: () => undefined }),
    cacheOf: () => null,
    droppedExpired: () => undefined,
    register: () => undefined,
  }
}

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
  comparisons: [counting(1_000), counting(200_000), scanning(20_000)],
}
