import test from 'ava'
import fc from 'fast-check'
import { runModel } from './log-model.contract.ts'
import { run } from './log-model-steps.contract.ts'

test('a log holds what a list of batches holds, in thousands of runs', async (t) => {
  await t.notThrowsAsync(fc.assert(fc.asyncProperty(run, runModel), { numRuns: 5_000 }))
})
