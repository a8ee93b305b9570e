import test from 'ava'
import fc from 'fast-check'
import { follow, step } from './transactions-model.contract.ts'

test('readers see what was committed, whoever wrote, was replaced, or died', async (t) => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), follow)
  await t.notThrowsAsync(fc.assert(property, { numRuns: 150 }))
})
