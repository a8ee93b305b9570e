import test from 'ava'
import { string } from '../../serde/text.ts'
import type { VersionedDefinition } from '../contract/store-definition.ts'
import { versionedStoreContract } from '../contract/versioned-store.contract.ts'
import { defaultSegmentIntervalMs, type VersionedStore } from '../contract/versioned-store.ts'
import { openStore } from './open-store.ts'
import { versioned } from './stores.ts'

for (const place of ['disk', 'memory'] as const) {
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

test("segments are as long as Java's: the longer the history, the longer", (t) => {
  const minute = 60_000
  const histories = [0, minute, 5 * minute, 60 * minute, 61 * minute, 240 * minute]
  t.deepEqual(histories.map(defaultSegmentIntervalMs), [2_000, 20_000, minute, 5 * minute, 5 * minute, 10 * minute])
})
