import test from 'ava'
import { systemRandom } from '../../host/random.ts'
import { walkPast, walkPastStart } from './fault-walk.contract.ts'
import type { Failing } from './refusals.contract.ts'

const failings: Omit<Failing, 'at'>[] = [
  { how: 'full', end: 'kill' },
  { how: 'hiccup', end: 'power loss' },
]

/** Every second call of the story, and every call of a start. */
const walks: [walk: typeof walkPast, stride: number][] = [
  [walkPast, 2],
  [walkPastStart, 1],
]

for (const [walk, stride] of walks) {
  for (const failing of failings) {
    test(`${walk.name}: ${failing.how}, then a ${failing.end}`, async (t) => {
      t.timeout(120_000)
      const calls = await walk({ ...failing, at: Number.POSITIVE_INFINITY })
      for (let at = 1 + systemRandom.below(stride); at <= calls; at += stride) {
        await t.notThrowsAsync(walk({ ...failing, at }), `call ${at} of ${calls}`)
      }
    })
  }
}
