import { systemRandom } from '@millrace/core/testing'
import test from 'ava'
import { followModel } from './database-model.contract.ts'

for (let part = 1; part <= 10; part++) {
  test.serial(
    `a task database is what maps of rows are, whatever is done to it: 500 sequences, part ${part}`,
    async (t) => {
      t.timeout(1_200_000)
      const seed = systemRandom.below(2 ** 31)
      t.log(`seed ${seed}`)
      await t.notThrowsAsync(followModel(500, seed), `seed ${seed}`)
    },
  )
}
