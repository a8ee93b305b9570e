import test from 'ava'
import { losePowerEverywhere, losePowerTwice } from './crash.contract.ts'

test('a machine that loses power at any moment of a pass has the old segments or the new one, for forty seeds', async (t) => {
  t.timeout(600_000)
  await losePowerEverywhere(t, 40)
})

test('a start that is interrupted too is made good by the next one, four thousand times', async (t) => {
  t.timeout(600_000)
  await losePowerTwice(t, 4_000)
})
