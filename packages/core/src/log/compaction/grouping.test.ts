import test from 'ava'
import { groupSegments } from './grouping.ts'

const limits = { segmentBytes: 100, segmentIndexBytes: 1000, endOffset: 50 }

function segments(
  sizes: readonly number[],
  more: { offsetIndexBytes?: number; timeIndexBytes?: number; apart?: number } = {},
) {
  const { offsetIndexBytes = 10, timeIndexBytes = 10, apart = 10 } = more
  return sizes.map((size, index) => ({ baseOffset: apart * index, size, offsetIndexBytes, timeIndexBytes }))
}

const sizes = (groups: readonly { size: number }[][]) => groups.map((group) => group.map(({ size }) => size))

test('segments side by side are grouped as long as they fit into one', (t) => {
  t.deepEqual(sizes(groupSegments(segments([40, 60, 1, 99, 1]), limits)), [[40, 60], [1, 99], [1]])
  t.deepEqual(groupSegments([], limits), [])
})

test('a segment that is too large is a group of its own', (t) => {
  t.deepEqual(sizes(groupSegments(segments([10, 200, 10]), limits)), [[10], [200], [10]])
})

test('both indexes have to fit too', (t) => {
  t.deepEqual(sizes(groupSegments(segments([1, 2, 3], { offsetIndexBytes: 500 }), limits)), [[1, 2], [3]])
  t.deepEqual(sizes(groupSegments(segments([1, 2, 3], { timeIndexBytes: 500 }), limits)), [[1, 2], [3]])
})

test('offsets further apart than an index can say are not grouped, unless there are none', (t) => {
  const far = { apart: 2 ** 30 }
  const groups = (list: readonly number[], endOffset: number) =>
    sizes(groupSegments(segments(list, far), { ...limits, endOffset }))
  t.deepEqual(groups([1, 2], 2 ** 31), [[1, 2]])
  t.deepEqual(groups([1, 2], 2 ** 31 + 1), [[1], [2]])
  t.deepEqual(groups([1, 0], 2 ** 31 + 1), [[1, 0]])
})
