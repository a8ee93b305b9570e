/**
 * From what a topology says about a store to the store: joins the place of its rows, the format of its values, and
 * the layers between. The store still has to be opened by its task, with `init`.
 */
import type { StateStore } from '../contract/state-store.ts'
import type { KeyValueDefinition, StoreDefinition, VersionedDefinition } from '../contract/store-definition.ts'
import { StoreError } from '../contract/store-error.ts'
import { plainFormat, timestampedFormat, timestampedFormatWithHeaders } from '../layers/row-format.ts'
import { type RowPlace, SerdeKeyValueStore } from '../layers/serde-key-value-store.ts'
import { SerdeOuterJoinStore } from '../layers/serde-outer-join-store.ts'
import { SerdeSuppressionStore } from '../layers/serde-suppression-store.ts'
import { LruRows } from '../memory/lru-rows.ts'
import { MemoryByteMap } from '../memory/memory-byte-map.ts'
import { SerdeVersionedStore } from '../versions/serde-versioned-store.ts'
import { Versions } from '../versions/versions.ts'
import { openSessionStore } from './open-session-store.ts'
import { openWindowStore } from './open-window-store.ts'

export function openStore(definition: StoreDefinition): StateStore {
  switch (definition.kind) {
    case 'key-value':
    case 'timestamped-key-value':
      return openKeyValueStore(definition)
    case 'window':
    case 'timestamped-window':
      return openWindowStore(definition)
    case 'session':
      return openSessionStore(definition)
    case 'outer-join':
      return new SerdeOuterJoinStore(definition, new MemoryByteMap())
    case 'suppression':
      return new SerdeSuppressionStore(definition, { rows: new MemoryByteMap(), times: new MemoryByteMap() })
    case 'versioned':
      return openVersionedStore(definition)
  }
}

function openKeyValueStore(definition: KeyValueDefinition): StateStore {
  const { kind, value, keepsHeaders } = definition
  const place = placeOfRows(definition)
  if (kind === 'key-value') return new SerdeKeyValueStore(definition, { format: plainFormat(value), place })
  const format = keepsHeaders ? timestampedFormatWithHeaders(value) : timestampedFormat(value)
  return new SerdeKeyValueStore(definition, { format, place })
}

function openVersionedStore(definition: VersionedDefinition): StateStore {
  const { historyRetentionMs: historyMs, segmentIntervalMs } = definition
  const at = { latest: new MemoryByteMap(), ended: new MemoryByteMap() }
  return new SerdeVersionedStore(definition, new Versions(at, { historyMs, segmentIntervalMs }))
}

function placeOfRows({ name, place, entriesMax }: KeyValueDefinition): RowPlace {
  if (entriesMax === null) return new MemoryByteMap()
  if (place === 'disk') throw new StoreError('BAD_DEFINITION', name, 'entriesMax is for stores in memory only')
  if (entriesMax < 1) throw new StoreError('BAD_DEFINITION', name, `entriesMax is at least 1, found ${entriesMax}`)
  return new LruRows(entriesMax)
}
