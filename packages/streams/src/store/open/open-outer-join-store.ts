/** A store of an outer join from its definition: its rows, over that its changelog, and its serdes on top. */
import { buffer } from '../../serde/plain.ts'
import type { ByteRows } from '../contract/byte-map.ts'
import type { StoreContext } from '../contract/state-store.ts'
import type { OuterJoinDefinition } from '../contract/store-definition.ts'
import { ChangelogWriter } from '../layers/changelog-writer.ts'
import { LoggedRows } from '../layers/logged-rows.ts'
import { plainFormat } from '../layers/row-format.ts'
import { TypedOuterJoinStore } from '../layers/typed-outer-join-store.ts'
import type { StoreLayers } from '../layers/typed-store.ts'
import { wholePart } from '../parts/part-names.ts'
import { spaceOf } from './space-of.ts'

/** Rows are in the changelog as they lie in the store. */
const format = plainFormat(buffer)

export function openOuterJoinStore(definition: OuterJoinDefinition): TypedOuterJoinStore<unknown, unknown, unknown> {
  return new TypedOuterJoinStore(definition, (context) => layersOf(definition, context))
}

function layersOf(definition: OuterJoinDefinition, context: StoreContext): StoreLayers<ByteRows> {
  const { name, logging } = definition
  const place = spaceOf(definition, context).part(wholePart)
  const changelog = logging ? context.changelogOf(name) : null
  return {
    rows: changelog === null ? place : new LoggedRows(place, new ChangelogWriter({ changelog, format, context })),
    cache: null,
    restore: {
      take: (record) => {
        const key = record.key() as Buffer
        const value = record.value()
        if (value === null) place.delete(key)
        else place.put(key, value)
      },
      readsRows: false,
    },
  }
}
