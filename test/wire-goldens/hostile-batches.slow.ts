import test from 'ava'
import { readHostileBatches } from './hostile-batches.ts'

test('150,000 broken batches, other ones each time, are each read or refused', (t) => {
  const seed = Date.now() % 0x7fffffff
  t.log(`seed ${seed}`)
  const { refused, read } = readHostileBatches(150_000, seed)
  t.is(refused + read, 150_000)
})
