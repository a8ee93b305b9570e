import test from 'ava'
import { readHostileBatches } from './hostile-batches.ts'

test('5,000 broken batches are each read or refused, and none does harm', (t) => {
  const { refused, read } = readHostileBatches(5_000, 20_261_121)
  t.is(refused + read, 5_000)
  t.true(refused > 1_000 && read > 100, `${refused} refused, ${read} read`)
})
