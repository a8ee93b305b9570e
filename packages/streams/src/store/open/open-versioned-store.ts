/** A versioned store from its definition: its versions, over that what tells of writes, and its serdes on top. */
import type { RawVersions } from '../contract/raw-versions.ts'
import type { ChangelogRecord, StoreContext } from '../contract/state-store.ts'
import type { VersionedDefinition } from '../contract/store-definition.ts'
import { LoggedVersions } from '../layers/logged-versions.ts'
import type { StoreLayers } from '../layers/typed-store.ts'
import { TypedVersionedStore } from '../layers/typed-versioned-store.ts'
import { MemoryByteMap } from '../memory/memory-byte-map.ts'
import { Versions } from '../versions/versions.ts'

export function openVersionedStore(definition: VersionedDefinition): TypedVersionedStore<unknown, unknown> {
  return new TypedVersionedStore(definition, (context) => layersOf(definition, context))
}

function layersOf(definition: VersionedDefinition, context: StoreContext): StoreLayers<RawVersions> {
  const { name, logging, historyRetentionMs: historyMs, segmentIntervalMs } = definition
  const maps = { latest: new MemoryByteMap(), ended: new MemoryByteMap() }
  const versions = new Versions(maps, { historyMs, segmentIntervalMs })
  const changelog = logging ? context.changelogOf(name) : null
  return {
    rows: new LoggedVersions(versions, { changelog, onExpired: () => context.droppedExpired(name) }),
    cache: null,
    restore: ({ key, value, timestamp }: ChangelogRecord) => void versions.put(key, value, timestamp),
    close: () => versions.clear(),
  }
}
