import test from 'ava'
import { isAtLeast, mergePositions } from './position.ts'

test('positions that are merged have the later offset of each partition', (t) => {
  t.deepEqual(mergePositions([{ words: { 0: 5, 1: 2 } }, { words: { 1: 7 }, users: { 1: 0 } }, { words: { 0: 3 } }]), {
    words: { 0: 5, 1: 7 },
    users: { 1: 0 },
  })
  t.deepEqual(mergePositions([]), {})
})

test('a bound counts for its own partition, in all topics that it names', (t) => {
  const position = { words: { 0: 5 }, users: { 0: 0 } }
  t.true(isAtLeast(position, {}, 0))
  t.true(isAtLeast(position, { words: { 0: 5 }, users: { 0: 0 } }, 0))
  t.false(isAtLeast(position, { words: { 0: 5 }, users: { 0: 1 } }, 0))
  t.false(isAtLeast(position, { unseen: { 0: 0 } }, 0))
  t.true(isAtLeast(position, { unseen: { 1: 9 } }, 0))
})
