import { systemRandom } from '@millrace/core/testing'
import test from 'ava'
import { followModel } from './database-model.contract.ts'

test('a task database is what maps of rows are, whatever is done to it: 200 sequences', async (t) => {
  const seed = systemRandom.below(2 ** 31)
  await t.notThrowsAsync(followModel(200, seed), `seed ${seed}`)
})
