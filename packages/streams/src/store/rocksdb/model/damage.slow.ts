import { systemRandom } from '@millrace/core/testing'
import test from 'ava'
import { damageAgainAndAgain } from './damage.contract.ts'

for (let part = 1; part <= 6; part++) {
  test.serial(
    `500 damaged states are read as some commit has left them, or told to be damaged, part ${part}`,
    async (t) => {
      t.timeout(1_200_000)
      const from = systemRandom.below(2 ** 31)
      const { counts, failures } = await damageAgainAndAgain(from, from + 500)
      t.log(`from case ${from}: ${JSON.stringify(counts)}`)
      t.deepEqual(failures, [], `from case ${from}`)
    },
  )
}
