import test from 'ava'
import fc from 'fast-check'
import { runModel } from './log-model.contract.ts'
import { run } from './log-model-steps.contract.ts'

test('a log holds what a list of batches holds, whatever is done to it, and after a crash a first part of it', async (t) => {
  let passes = 0
  const property = fc.asyncProperty(run, async (one) => {
    passes += await runModel(one)
  })
  await t.notThrowsAsync(fc.assert(property, { numRuns: 200 }))
  t.true(passes > 100, `compaction made ${passes} passes`)
})
