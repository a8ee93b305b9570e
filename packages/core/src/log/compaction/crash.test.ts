import test from 'ava'
import { killEverywhere, losePowerEverywhere, losePowerTwice } from './crash.contract.ts'

test('a process that is killed at any moment of a pass leaves the old segments or the new one', async (t) => {
  const calls = await killEverywhere(t)
  t.true(calls > 30, `${calls} calls`)
})

test('a machine that loses power at any moment of a pass has the old segments or the new one', async (t) => {
  await losePowerEverywhere(t, 3)
})

test('a start that is interrupted too is made good by the next one', async (t) => {
  await losePowerTwice(t, 200)
})
