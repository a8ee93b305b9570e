import test from 'ava'
import fc from 'fast-check'
import { follow, step } from './transactions-model.contract.ts'

test('readers see what was committed, in thousands of histories', async (t) => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 200 }), follow)
  await t.notThrowsAsync(fc.assert(property, { numRuns: 1_500 }))
})
