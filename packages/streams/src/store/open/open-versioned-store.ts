/** A versioned store from its definition: its versions, over that what tells of writes, and its serdes on top. */
import type { RawVersions } from '../contract/raw-versions.ts'
import type { StoreContext } from '../contract/state-store.ts'
import type { VersionedDefinition } from '../contract/store-definition.ts'
import { LoggedVersions } from '../layers/logged-versions.ts'
import type { StoreLayers } from '../layers/typed-store.ts'
import { TypedVersionedStore } from '../layers/typed-versioned-store.ts'
import { KeptNumbers } from '../parts/kept-numbers.ts'
import { Versions } from '../versions/versions.ts'
import { spaceOf } from './space-of.ts'

export function openVersionedStore(definition: VersionedDefinition): TypedVersionedStore<unknown, unknown> {
  return new TypedVersionedStore(definition, (context) => layersOf(definition, context))
}

function layersOf(definition: VersionedDefinition, context: StoreContext): StoreLayers<RawVersions> {
  const { name, logging, historyRetentionMs: historyMs, segmentIntervalMs } = definition
  const space = spaceOf(definition, context)
  const numbers = new KeptNumbers(space, { streamTimeMs: -1 })
  const versions = new Versions(space, { historyMs, segmentIntervalMs })
  versions.continueFrom(numbers.last)
  const changelog = logging ? context.changelogOf(name) : null
  return {
    rows: new LoggedVersions(versions, { changelog, onExpired: () => context.droppedExpired(name) }),
    cache: null,
    restore: {
      take: (record) => void versions.put(record.key() as Buffer, record.value(), record.timestamp),
      settle: () => numbers.write(versions),
      readsRows: true,
    },
  }
}
