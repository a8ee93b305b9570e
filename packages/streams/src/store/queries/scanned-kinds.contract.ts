/** The kinds of stores that have rows to be read by turns, and all ways of reading them. */
import { type Windowed, windowed } from '../../record/windowed.ts'
import { string } from '../../serde/text.ts'
import type { KeyValueStore } from '../contract/key-value-store.ts'
import type { SessionStore } from '../contract/session-store.ts'
import type { StoreDefinition, StorePlace } from '../contract/store-definition.ts'
import type { VersionedStore } from '../contract/versioned-store.ts'
import type { WindowStore } from '../contract/window-store.ts'
import { keyValue, session, versioned, window } from '../open/stores.ts'
import type { ScannedKind } from './scans.contract.ts'

const serdes = { key: string, value: string, caching: true }
const everything = { fromMs: 0, toMs: 10_000 }
const keyOf = (row: number) => `k${String(row).padStart(4, '0')}`
const numberOf = (key: string) => Number(key.slice(1))
/** A few keys with many windows, over several segments. */
const windowOf = (row: number) => ({ key: `k${row % 7}`, startMs: Math.floor(row / 7) * 10 })
const windowNumber = ({ key, window: { startMs } }: Windowed<string>) => (startMs / 10) * 7 + numberOf(key)
const sessionOf = (row: number) => windowed(`k${row % 7}`, Math.floor(row / 7) * 10, Math.floor(row / 7) * 10 + 5)

function keyValues(place: StorePlace): ScannedKind {
  return {
    title: `key-value, ${place}`,
    definition: keyValue('rows', { ...serdes, place }) as unknown as StoreDefinition,
    put: (store, row, value) => (store as unknown as KeyValueStore<string, string>).put(keyOf(row), value),
    scans: [
      {
        rows: ({ queries }) => queries.keyValue<string, string>('rows').all(),
        numberOf: (row: { key: string }) => numberOf(row.key),
        order: 'forward',
      },
      {
        rows: ({ queries }) => queries.keyValue<string, string>('rows').range({ from: 'k', to: 'l', order: 'reverse' }),
        numberOf: (row: { key: string }) => numberOf(row.key),
        order: 'reverse',
      },
      {
        rows: ({ queries }) => queries.keyValue<string, string>('rows').prefixScan(Buffer.from('k0')),
        numberOf: (row: { key: string }) => numberOf(row.key),
        order: 'forward',
      },
    ],
  }
}

function windows(place: StorePlace, isTimeOrdered: boolean): ScannedKind {
  const options = { ...serdes, place, windowSize: 10, retention: 10_000, segmentInterval: 60 }
  const rowNumber = (row: { key: Windowed<string> }) => windowNumber(row.key)
  return {
    title: `windows, ${place}${isTimeOrdered ? ', by time' : ''}`,
    definition: { ...window('rows', options), isTimeOrdered } as unknown as StoreDefinition,
    put: (store, row, value) => {
      const { key, startMs } = windowOf(row)
      ;(store as unknown as WindowStore<string, string>).put(key, value, startMs)
    },
    scans: [
      { rows: ({ queries }) => queries.window<string, string>('rows').all(), numberOf: rowNumber },
      { rows: ({ queries }) => queries.window<string, string>('rows').all('reverse'), numberOf: rowNumber },
      { rows: ({ queries }) => queries.window<string, string>('rows').fetchAll(everything), numberOf: rowNumber },
      {
        rows: ({ queries }) => queries.window<string, string>('rows').fetchKeys({ from: 'k', to: 'k9' }, everything),
        numberOf: rowNumber,
      },
    ],
  }
}

/** All windows of one key. */
function windowsOfKey(place: StorePlace): ScannedKind {
  const options = { ...serdes, place, windowSize: 10, retention: 10_000, segmentInterval: 60 }
  const numberOf = ({ startMs }: { startMs: number }) => startMs / 10
  return {
    title: `windows of a key, ${place}`,
    definition: window('rows', options) as unknown as StoreDefinition,
    put: (store, row, value) => (store as unknown as WindowStore<string, string>).put('k', value, row * 10),
    scans: [
      {
        rows: ({ queries }) => queries.window<string, string>('rows').fetch('k', everything),
        numberOf,
        order: 'forward',
      },
      {
        rows: ({ queries }) => queries.window<string, string>('rows').fetch('k', { ...everything, order: 'reverse' }),
        numberOf,
        order: 'reverse',
      },
    ],
  }
}

function sessions(place: StorePlace): ScannedKind {
  const range = { earliestEndMs: 0, latestStartMs: 10_000 }
  const rowNumber = (row: { key: Windowed<string> }) => windowNumber(row.key)
  return {
    title: `sessions, ${place}`,
    definition: {
      ...session('rows', { ...serdes, place, retention: 10_000 }),
      segmentIntervalMs: 60,
    } as unknown as StoreDefinition,
    put: (store, row, value) => (store as unknown as SessionStore<string, string>).put(sessionOf(row), value),
    scans: [
      { rows: ({ queries }) => queries.session<string, string>('rows').fetchKeys({}), numberOf: rowNumber },
      { rows: ({ queries }) => queries.session<string, string>('rows').fetchKeys({}, 'reverse'), numberOf: rowNumber },
      {
        rows: ({ queries }) => queries.session<string, string>('rows').findSessionsOfKeys({ to: 'k9' }, range),
        numberOf: rowNumber,
      },
    ],
  }
}

/** The history of a key is read at once; that it comes by turns all the same does not change it. */
function versions(): ScannedKind {
  const options = { key: string, value: string, historyRetention: 100_000, segmentInterval: 60 }
  return {
    title: 'versions of a key, disk',
    definition: versioned('rows', options) as unknown as StoreDefinition,
    put: (store, row, value) => void (store as unknown as VersionedStore<string, string>).put('k', value, row * 10),
    scans: [
      {
        rows: ({ queries }) => queries.versioned<string, string>('rows').history('k', everything),
        numberOf: (row: { validFromMs: number }) => row.validFromMs / 10,
        order: 'reverse',
      },
    ],
  }
}

export function scannedKinds(place: StorePlace): ScannedKind[] {
  const kinds = [keyValues(place), windows(place, false), windows(place, true), windowsOfKey(place), sessions(place)]
  return place === 'disk' ? [...kinds, versions()] : kinds
}
