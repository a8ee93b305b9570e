/** Whatever goes wrong, by chance: nothing is lost, nothing is there twice, and everything is in its order. */
import test from 'ava'
import { problemsOf, tell } from './story.contract.ts'

/** Each takes a tenth of a second on a machine that has nothing else to do. */
const SEEDS = 10

test('records that are moved by transactions through a broker with faults are there once and in order', async (t) => {
  for (let seed = 1; seed <= SEEDS; seed += 1) t.deepEqual(problemsOf(await tell(seed)), [], `seed ${seed}`)
})

test('a seed tells the same story each time', async (t) => {
  const [first, second] = [await tell(7), await tell(7)]
  t.deepEqual([...first.counts], [...second.counts])
})
