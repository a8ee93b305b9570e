import test from 'ava'
import { defaultSegmentIntervalMs } from '../contract/versioned-store.ts'
import { everyVersionedStore } from './every-form.contract.ts'

for (const place of ['disk', 'memory'] as const) everyVersionedStore(place)

test("segments are as long as Java's: the longer the history, the longer", (t) => {
  const minute = 60_000
  const histories = [0, minute, 5 * minute, 60 * minute, 61 * minute, 240 * minute]
  t.deepEqual(histories.map(defaultSegmentIntervalMs), [2_000, 20_000, minute, 5 * minute, 5 * minute, 10 * minute])
})
