import test from 'ava'
import { walkPast, walkPastStart } from './fault-walk.contract.ts'
import type { Failing } from './refusals.contract.ts'

for (const walk of [walkPast, walkPastStart]) {
  for (const how of ['full', 'hiccup'] as const) {
    for (const end of ['kill', 'power loss'] as const) {
      test(`${walk.name} every call: ${how}, then a ${end}`, async (t) => {
        t.timeout(120_000)
        const failing: Failing = { how, end, at: Number.POSITIVE_INFINITY }
        const calls = await walk(failing)
        for (let at = 1; at <= calls; at++) await t.notThrowsAsync(walk({ ...failing, at }), `call ${at} of ${calls}`)
      })
    }
  }
}
