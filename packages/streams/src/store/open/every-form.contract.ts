/** Every form of store that there is in a place, put through the contract of its kind. */
import test from 'ava'
import { string } from '../../serde/text.ts'
import { keyValueStoreContract } from '../contract/key-value-store.contract.ts'
import type { KeyValueStore, ValueAndTimestamp } from '../contract/key-value-store.ts'
import type { FlushingStore } from '../contract/state-store.ts'
import type { KeyValueDefinition, StorePlace, VersionedDefinition } from '../contract/store-definition.ts'
import { versionedStoreContract } from '../contract/versioned-store.contract.ts'
import type { VersionedStore } from '../contract/versioned-store.ts'
import { ByteBudget } from '../layers/byte-budget.ts'
import { openStore } from './open-store.ts'
import { sessionStoreContract } from './session-store.contract.ts'
import { keyValue, timestampedKeyValue, versioned } from './stores.ts'
import { windowStoreContract } from './window-store.contract.ts'

const switches = [false, true]
const times = { retentionMs: 100, segmentIntervalMs: 50 }
const named = (...words: readonly (string | false)[]) => words.filter(Boolean).join(' ')

export function everyKeyValueStore(place: StorePlace): void {
  for (const caching of switches) {
    for (const logging of switches) {
      const options = { key: string, value: string, place, caching, logging }
      const where = `${place}${caching ? ', cached' : ''}${logging ? '' : ', not logged'}`
      const form = { isCached: caching, isLogged: logging, budget: (bytesMax: number) => new ByteBudget(bytesMax) }
      keyValueStoreContract(test, {
        ...form,
        title: `key-value, ${where}`,
        open: () => open<string>(keyValue('store', options)),
        value: (text) => text,
      })
      keyValueStoreContract(test, {
        ...form,
        title: `timestamped, ${where}`,
        open: () => open<ValueAndTimestamp<string>>(timestampedKeyValue('store', options)),
        value: (text, timestamp) => ({ value: text, timestamp }),
      })
      keyValueStoreContract(test, {
        ...form,
        title: `timestamped with headers, ${where}`,
        open: () => open<ValueAndTimestamp<string>>(timestampedKeyValue('store', { ...options, keepsHeaders: true })),
        value: (text, timestamp) => ({ value: text, timestamp, headers: headers(timestamp) }),
      })
    }
  }
}

export function everyWindowStore(place: StorePlace): void {
  for (const kind of ['window', 'timestamped-window'] as const) {
    for (const caching of switches) {
      for (const keepsHeaders of switches) {
        const form = { ...times, place, kind, caching, keepsHeaders, logging: true, retainDuplicates: false }
        const name = named(kind, 'in', place, caching && 'cached', keepsHeaders && 'with headers')
        windowStoreContract(name, { ...form, isTimeOrdered: false })
        windowStoreContract(`${name}, by time`, { ...form, isTimeOrdered: true })
      }
    }
    const form = { ...times, place, kind, caching: true, keepsHeaders: false, isTimeOrdered: false }
    windowStoreContract(`${kind} in ${place} with duplicates`, { ...form, logging: true, retainDuplicates: true })
    windowStoreContract(`${kind} in ${place} without changelog`, { ...form, logging: false, retainDuplicates: false })
    const indexed = { ...form, isTimeOrdered: true, hasKeyIndex: true, logging: true, retainDuplicates: false }
    windowStoreContract(`${kind} in ${place} by time and key`, indexed)
  }
}

export function everySessionStore(place: StorePlace): void {
  for (const caching of switches) {
    for (const keepsHeaders of switches) {
      const form = { ...times, place, caching, keepsHeaders, logging: true }
      const name = named('in', place, caching && 'cached', keepsHeaders && 'with headers')
      sessionStoreContract(name, { ...form, isTimeOrdered: false })
      sessionStoreContract(`${name}, by time`, { ...form, isTimeOrdered: true })
    }
  }
  const form = { ...times, place, caching: true, keepsHeaders: false, logging: false, isTimeOrdered: false }
  sessionStoreContract(`in ${place} without changelog`, form)
}

export function everyVersionedStore(place: StorePlace): void {
  for (const segmentInterval of [7, 50, 2000]) {
    versionedStoreContract(test, {
      title: `versioned, ${place}, segments of ${segmentInterval} ms`,
      open: (historyRetention) => {
        const definition = versioned('store', { key: string, value: string, place, historyRetention, segmentInterval })
        return openStore(definition as unknown as VersionedDefinition) as unknown as VersionedStore<string, string>
      },
    })
  }
}

function open<V>(definition: KeyValueDefinition<string, string>) {
  return openStore(definition as unknown as KeyValueDefinition) as unknown as KeyValueStore<string, V> &
    FlushingStore<string, V>
}

function headers(of: number) {
  return of % 3 === 0 ? [] : [{ key: 'h\u00e9', value: of % 3 === 1 ? null : Buffer.from('v') }]
}
