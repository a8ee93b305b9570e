import test from 'ava'
import fc from 'fast-check'
import { JavaTreeSet } from './java-tree-set.ts'

test('items come out in order, each once', (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 99 })), (numbers) => {
      const set = new JavaTreeSet<number>((a, b) => a - b)
      for (const number of numbers) set.add(number)
      t.deepEqual(
        set.items(),
        [...new Set(numbers)].sort((a, b) => a - b),
      )
    }),
  )
})

test('an item stays where it came to stand when what it is sorted by changes', (t) => {
  const weights = new Map([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ])
  const set = new JavaTreeSet<string>((one, other) => (weights.get(one) ?? 0) - (weights.get(other) ?? 0))
  for (const item of weights.keys()) set.add(item)
  weights.set('a', 9)
  t.deepEqual(set.items(), ['a', 'b', 'c'])
})
