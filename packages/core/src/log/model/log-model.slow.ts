import test from 'ava'
import fc from 'fast-check'
import { runModel } from './log-model.contract.ts'
import { run } from './log-model-steps.contract.ts'

test('a log holds what a list of batches holds, in thousands of runs', async (t) => {
  let passes = 0
  const property = fc.asyncProperty(run, async (one) => {
    passes += await runModel(one)
  })
  await t.notThrowsAsync(fc.assert(property, { numRuns: 5_000 }))
  t.true(passes > 3_000, `compaction made ${passes} passes`)
})
