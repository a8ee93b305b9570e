import test from 'ava'
import { systemRandom } from '../../host/random.ts'
import { walkPast, walkPastStart } from './fault-walk.contract.ts'
import type { Failing } from './refusals.contract.ts'

/** Of the thousands of calls some are drawn; the slow test walks past half of them. */
const STRIDE = 40

const walks: [title: string, walk: typeof walkPast, failing: Omit<Failing, 'at'>, stride: number][] = [
  ['hiccups, what was taken is there after a restart', walkPast, { how: 'hiccup', end: 'kill' }, STRIDE],
  ['is full, what was flushed survives a loss of power', walkPast, { how: 'full', end: 'power loss' }, STRIDE],
  ['hiccups at a start, the next one finds all', walkPastStart, { how: 'hiccup', end: 'kill' }, 4],
  ['is full at a start, the next one finds all', walkPastStart, { how: 'full', end: 'power loss' }, 4],
]

for (const [title, walk, failing, stride] of walks) {
  test(`whenever the disk ${title}`, async (t) => {
    const calls = await walk({ ...failing, at: Number.POSITIVE_INFINITY })
    for (let at = 1 + systemRandom.below(stride); at <= calls; at += stride) {
      await t.notThrowsAsync(walk({ ...failing, at }), `call ${at} of ${calls}`)
    }
  })
}
