import { systemRandom } from '@millrace/core/testing'
import test from 'ava'
import { killAgainAndAgain } from './kill.contract.ts'

test('what ten kills at random moments leave is some commit, whole, with its offsets', async (t) => {
  t.timeout(180_000)
  const seed = systemRandom.below(2 ** 20)
  await t.notThrowsAsync(killAgainAndAgain(10, seed), `seed ${seed}`)
})
