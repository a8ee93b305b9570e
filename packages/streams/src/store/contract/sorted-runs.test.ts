import test from 'ava'
import fc from 'fast-check'
import { drain } from './cursor.ts'
import { SortedRuns } from './sorted-runs.ts'

test('rows come out of runs as a stable sort of all of them has them', (t) => {
  const property = fc.property(fc.array(fc.nat(500), { maxLength: 6000, size: 'max' }), (times) => {
    const rows = times.map((time, number) => ({ time, number }))
    const byTime = (left: { time: number }, right: { time: number }) => left.time - right.time
    const runs = new SortedRuns(byTime)
    for (const row of rows) runs.add(row)
    t.deepEqual(drain(runs), rows.toSorted(byTime))
  })
  fc.assert(property, { numRuns: 20 })
})
