import test from 'ava'
import { WarmSegments } from './warm-segments.ts'

class Coolable {
  cooled = 0
  readonly warmBytes: number

  constructor(warmBytes = 0) {
    this.warmBytes = warmBytes
  }

  cool(): void {
    this.cooled++
  }
}

test('of thousands of segments only so many stay warm, those that were used last', (t) => {
  const warm = new WarmSegments({ segments: 10, bytes: 1_000 })
  const segments = Array.from({ length: 5_000 }, () => new Coolable())
  for (const segment of segments) warm.touch(segment)
  t.is(warm.count, 10)
  t.deepEqual(new Set(segments.slice(-10).map(({ cooled }) => cooled)), new Set([0]))
  t.deepEqual(new Set(segments.slice(0, -10).map(({ cooled }) => cooled)), new Set([1]))
})

test('a segment that is used again outlives those that are not', (t) => {
  const warm = new WarmSegments({ segments: 2, bytes: 1_000 })
  const [first, second, third] = [new Coolable(), new Coolable(), new Coolable()]
  for (const segment of [first, second, first, third]) warm.touch(segment)
  t.deepEqual([first.cooled, second.cooled, third.cooled], [0, 1, 0])
})

test('segments are cooled for the bytes of their indexes too, but never the one in use', (t) => {
  const warm = new WarmSegments({ segments: 10, bytes: 100 })
  const [small, large] = [new Coolable(60), new Coolable(600)]
  warm.touch(small)
  warm.touch(large)
  t.deepEqual([small.cooled, large.cooled], [1, 0])
})

test('a segment that is forgotten is not cooled', (t) => {
  const warm = new WarmSegments({ segments: 1, bytes: 100 })
  const [first, second] = [new Coolable(), new Coolable()]
  warm.touch(first)
  warm.forget(first)
  warm.touch(second)
  t.deepEqual([first.cooled, warm.count], [0, 1])
})
