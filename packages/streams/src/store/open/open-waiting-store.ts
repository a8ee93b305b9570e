/** A store of records that wait for a table: its rows, over that its changelog, and its serdes on top. */
import { noHeaders } from '../../record/headers.ts'
import { WaitingRows } from '../buffers/waiting-rows.ts'
import type { StoreContext } from '../contract/state-store.ts'
import type { WaitingDefinition } from '../contract/store-definition.ts'
import { ChangelogWriter } from '../layers/changelog-writer.ts'
import { LoggedRows } from '../layers/logged-rows.ts'
import type { StoreLayers } from '../layers/typed-store.ts'
import { TypedWaitingStore } from '../layers/typed-waiting-store.ts'
import { KeptNumbers } from '../parts/kept-numbers.ts'
import { rowsPart } from '../parts/part-names.ts'
import { spaceOf } from './space-of.ts'

/** Rows are in the changelog as they lie in the store; their times are in them. */
const format = {
  toChangelog: (key: Buffer, value: Buffer | null) => ({ key, value, timestamp: null, headers: noHeaders }),
}

export function openWaitingStore(definition: WaitingDefinition): TypedWaitingStore<unknown, unknown> {
  return new TypedWaitingStore(definition, (context) => layersOf(definition, context))
}

function layersOf(definition: WaitingDefinition, context: StoreContext): StoreLayers<WaitingRows> {
  const { name, logging, graceMs } = definition
  const space = spaceOf(definition, context)
  const place = space.part(rowsPart)
  const numbers = new KeptNumbers(space, { streamTimeMs: -1, sequence: 0 })
  const changelog = logging ? context.changelogOf(name) : null
  const logged = changelog === null ? place : new LoggedRows(place, new ChangelogWriter({ changelog, format, context }))
  const rows = new WaitingRows(logged, graceMs)
  rows.continueFrom(numbers.last)
  return {
    rows,
    cache: null,
    restore: {
      take: (record) => {
        const key = record.key() as Buffer
        const value = record.value()
        rows.restored(key)
        if (value === null) place.delete(key)
        else place.put(key, value)
      },
      settle: () => numbers.write(rows),
      readsRows: false,
    },
  }
}
