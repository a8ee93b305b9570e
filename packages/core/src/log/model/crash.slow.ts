import test from 'ava'
import { systemRandom } from '../../host/random.ts'
import { killAgainAndAgain } from './crash.contract.ts'

test('what was acknowledged survives two hundred kills at random moments', async (t) => {
  const seed = systemRandom.below(2 ** 31)
  t.log(`seed ${seed}`)
  await t.notThrowsAsync(killAgainAndAgain(200, seed), `seed ${seed}`)
})
