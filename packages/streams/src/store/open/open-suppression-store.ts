/** The buffer of a suppression from its definition: what it holds, in memory, and its serdes on top. */
import { HeldChanges } from '../buffers/held-changes.ts'
import type { StoreContext } from '../contract/state-store.ts'
import type { SuppressionDefinition } from '../contract/store-definition.ts'
import type { StoreLayers } from '../layers/typed-store.ts'
import { TypedSuppressionStore } from '../layers/typed-suppression-store.ts'
import { MemoryByteMap } from '../memory/memory-byte-map.ts'

export function openSuppressionStore(definition: SuppressionDefinition): TypedSuppressionStore<unknown, unknown> {
  // It lies in memory whatever the definition says.
  return new TypedSuppressionStore({ ...definition, place: 'memory' }, (context) => layersOf(definition, context))
}

function layersOf({ name, logging }: SuppressionDefinition, context: StoreContext): StoreLayers<HeldChanges> {
  const changelog = logging ? context.changelogOf(name) : null
  const rows = new HeldChanges({ store: name, rows: new MemoryByteMap(), times: new MemoryByteMap(), changelog })
  return {
    rows,
    cache: null,
    restore: { take: (record) => rows.restore(record), readsRows: true },
  }
}
