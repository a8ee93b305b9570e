import test from 'ava'
import { systemRandom } from '../../host/random.ts'
import { killAgainAndAgain } from './crash.contract.ts'

test('what was acknowledged survives ten kills at random moments', async (t) => {
  const seed = systemRandom.below(2 ** 31)
  await t.notThrowsAsync(killAgainAndAgain(10, seed), `seed ${seed}`)
})
