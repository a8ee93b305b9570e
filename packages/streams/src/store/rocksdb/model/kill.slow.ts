import { systemRandom } from '@millrace/core/testing'
import test from 'ava'
import { killAgainAndAgain } from './kill.contract.ts'

test('what a hundred kills at random moments leave is some commit, whole, with its offsets', async (t) => {
  t.timeout(1_200_000)
  const seed = systemRandom.below(2 ** 20)
  t.log(`seed ${seed}`)
  const commits = await killAgainAndAgain(100, seed)
  t.log(`${commits} commits`)
  t.true(commits > 1_000)
})
