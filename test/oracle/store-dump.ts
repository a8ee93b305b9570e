/**
 * What a state store holds, in the order of its own full iteration (FORMAT.md section 8). A versioned store
 * cannot be iterated: it is asked for each known key as of each known time.
 */
import type { Headers, KeyValueRow, StateStore, VersionedStore, Windowed } from '@millrace/streams'
import { printedInteger, type StoreEntry } from './comparison/result.ts'
import { headerTexts } from './printing.ts'
import { keyValueStore, recognize, sessionStore, windowStore } from './program/stores.ts'
import { print } from './types.ts'

/** The keys and times that versioned stores are asked for. */
export interface Known {
  readonly keys: readonly string[]
  readonly times: readonly number[]
}

const joinWindow = /-(?:JOIN|OUTER)(?:THIS|OTHER)-[0-9]{10}-store$|-(?:this|other)-join-store$/

export function dumpStore(name: string, store: StateStore, known: () => Known): StoreEntry[] {
  const any = recognize(store, false)
  if (any.kind === 'versioned') return versioned(any.store, known())
  if (any.kind === 'keyValue') {
    return Array.from(keyValueStore(any).all(), ({ key, value }) => ({ key: print(key), ...shown(value) }))
  }
  if (any.kind === 'window') return windows(windowStore(any).all(), !joinWindow.test(name))
  const everything = { earliestEndMs: 0, latestStartMs: Number.MAX_SAFE_INTEGER }
  return windows(sessionStore(any).findSessionsOfKeys({}, everything), true)
}

/** Whether a store of a join keeps times depends on its type in Java, so they are not shown. */
function windows(rows: Iterable<KeyValueRow<Windowed<string>, unknown>>, showsTime: boolean): StoreEntry[] {
  return Array.from(rows, ({ key: { key, window }, value }) => ({
    key: print(key),
    start: printedInteger(window.startMs),
    end: printedInteger(window.endMs),
    ...(showsTime ? shown(value) : { value: shown(value)['value'] }),
  }))
}

interface Stamped {
  readonly value: unknown
  readonly timestamp?: number
  readonly headers?: Headers
}

/** A value beside what the store keeps with it. */
function shown(stored: unknown): StoreEntry {
  if (typeof stored !== 'object' || stored === null) return { value: print(stored) }
  const { value, timestamp, headers = [] } = stored as Stamped
  return {
    value: print(value),
    ...(timestamp === undefined ? {} : { timestamp: printedInteger(timestamp) }),
    ...(headers.length === 0 ? {} : { headers: headerTexts(headers) }),
  }
}

function versioned(store: VersionedStore<string, string>, { keys, times }: Known): StoreEntry[] {
  const entries: StoreEntry[] = []
  for (const key of keys) {
    let lastMs = -1
    for (const time of times) {
      const found = store.getAsOf(key, time)
      if (found === null || found.validFromMs === lastMs) continue
      lastMs = found.validFromMs
      // Until when it was valid is known to us, and not told by Java's store where it has a changelog or serdes.
      entries.push({ key, value: print(found.value), validFrom: found.validFromMs })
    }
  }
  return entries
}
