import { systemRandom } from '@millrace/core/testing'
import test from 'ava'
import { followModel } from './database-model.contract.ts'

for (const part of ['first', 'second', 'third', 'fourth']) {
  test.serial(
    `a task database is what maps of rows are, whatever is done to it: the ${part} 50 sequences`,
    async (t) => {
      t.timeout(180_000)
      const seed = systemRandom.below(2 ** 31)
      await t.notThrowsAsync(followModel(50, seed), `seed ${seed}`)
    },
  )
}
