/**
 * 50,000 mutated requests: nothing breaks, nothing leaks, and whoever means well is always answered.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import test from 'ava'
import { Siege } from './siege.contract.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** What is in use when nothing is left that could go. */
function bytesInUse(): number {
  collect()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const REQUESTS = 10_000

/** What compiled codecs, topics that were made and the good client's records take. */
const GROWTH_BYTES_MAX = 20_000_000

const base = Number(process.env['SEED'] ?? 100)

for (const seed of [base, base + 1, base + 2, base + 3, base + 4]) {
  test.serial(`10,000 mutated requests of seed ${seed} break nothing and leave nothing`, async (t) => {
    const siege = new Siege(seed)
    await siege.open()
    await siege.endure(t, REQUESTS / 10)
    await siege.rest()
    const before = bytesInUse()
    await siege.endure(t, (REQUESTS * 9) / 10)
    await siege.rest()
    const growth = bytesInUse() - before
    t.log(`seed ${seed}: memory grew by ${(growth / 1e6).toFixed(1)} MB, ${siege.answered} were answered`)
    t.true(growth < GROWTH_BYTES_MAX, `${growth} bytes`)
    await siege.close()
    t.deepEqual(siege.failures, [])
  })
}
