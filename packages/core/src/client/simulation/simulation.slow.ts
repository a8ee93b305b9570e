/** The same stories as in the tests, of many seeds more. */
import test from 'ava'
import { problemsOf, tell } from './story.contract.ts'

const FIRST = 1_000
const SEEDS = 2_000
const PART = 100

for (let first = FIRST; first < FIRST + SEEDS; first += PART) {
  test.serial(`stories end well, seeds ${first} to ${first + PART - 1}`, async (t) => {
    t.timeout(120_000)
    for (let seed = first; seed < first + PART; seed += 1) t.deepEqual(problemsOf(await tell(seed)), [], `seed ${seed}`)
  })
}
