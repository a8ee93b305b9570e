/**
 * A key-value store from its definition: where its rows lie, over that its changelog, over that its cache, and its
 * serdes on top.
 */
import type { ByteRows } from '../contract/byte-map.ts'
import type { RestoredRecord, StoreContext } from '../contract/state-store.ts'
import type { KeyValueDefinition } from '../contract/store-definition.ts'
import { StoreError } from '../contract/store-error.ts'
import { CachedRows } from '../layers/cached-rows.ts'
import { ChangelogWriter } from '../layers/changelog-writer.ts'
import { LoggedRows } from '../layers/logged-rows.ts'
import { plainFormat, type RowFormat, timestampedFormat, timestampedFormatWithHeaders } from '../layers/row-format.ts'
import { TypedKeyValueStore } from '../layers/typed-key-value-store.ts'
import type { StoreLayers } from '../layers/typed-store.ts'
import { LruRows } from '../memory/lru-rows.ts'
import { wholePart } from '../parts/part-names.ts'
import { spaceOf } from './space-of.ts'

export function openKeyValueStore(definition: KeyValueDefinition): TypedKeyValueStore<unknown, unknown> {
  requireRoom(definition)
  const format = formatOf(definition)
  const openLayers = (context: StoreContext) => layersOf(definition, format, context)
  return new TypedKeyValueStore({ definition, format, openLayers })
}

function formatOf({ kind, value, keepsHeaders }: KeyValueDefinition): RowFormat<unknown> {
  if (kind === 'key-value') return plainFormat(value)
  const format = keepsHeaders ? timestampedFormatWithHeaders(value) : timestampedFormat(value)
  return format as RowFormat<unknown>
}

function layersOf(
  definition: KeyValueDefinition,
  format: RowFormat<unknown>,
  context: StoreContext,
): StoreLayers<ByteRows, Buffer> {
  const { name, caching, logging, entriesMax } = definition
  const changelog = logging ? context.changelogOf(name) : null
  const writer = changelog === null ? null : new ChangelogWriter({ changelog, format, context })
  let isRestoring = false
  // What leaves while the changelog is read has been told there, or will be.
  const onEvicted = (key: Buffer) => void (isRestoring || writer?.write(key, null))
  const place = entriesMax === null ? spaceOf(definition, context).part(wholePart) : new LruRows(entriesMax, onEvicted)
  const logged = writer === null ? place : new LoggedRows(place, writer)
  const budget = caching ? context.cacheOf(name) : null
  const cached = budget === null ? null : new CachedRows(logged, { budget, context })
  return {
    rows: cached ?? logged,
    cache: cached?.held ?? null,
    restore: {
      take: (record: RestoredRecord) => {
        const key = record.key() as Buffer
        const row = format.fromChangelog(record)
        isRestoring = true
        if (row === null) place.delete(key)
        else place.put(key, row)
        isRestoring = false
      },
      readsRows: false,
    },
  }
}

function requireRoom({ name, place, entriesMax }: KeyValueDefinition): void {
  if (entriesMax === null) return
  if (place === 'disk') throw new StoreError('BAD_DEFINITION', name, 'entriesMax is for stores in memory only')
  if (entriesMax < 1) throw new StoreError('BAD_DEFINITION', name, `entriesMax is at least 1, found ${entriesMax}`)
}
