/**
 * Mutated requests, a few; `siege.slow.ts` sends many.
 */
import test from 'ava'
import { Siege } from './siege.contract.ts'

for (const seed of [1, 2]) {
  test(`mutated requests of seed ${seed} keep nobody from being answered`, async (t) => {
    const siege = new Siege(seed)
    await siege.open()
    await siege.endure(t, 1_000)
    await siege.close()
    t.deepEqual(siege.failures, [])
    t.true(siege.answered > 250, `${siege.answered} were answered`)
  })
}
