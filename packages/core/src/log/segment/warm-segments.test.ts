import test from 'ava'
import fc from 'fast-check'
import { WarmSegments } from './warm-segments.ts'

class Coolable {
  cooled = 0
  asked = 0
  readonly #warmBytes: () => number

  constructor(warmBytes: number | (() => number) = 0) {
    this.#warmBytes = typeof warmBytes === 'number' ? () => warmBytes : warmBytes
  }

  get warmBytes(): number {
    this.asked++
    return this.#warmBytes()
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

test('what a segment grows by while it is in use is counted when another is used', (t) => {
  const warm = new WarmSegments({ segments: 10, bytes: 100 })
  let bytes = 10
  const [growing, other, third] = [new Coolable(() => bytes), new Coolable(10), new Coolable(10)]
  warm.touch(growing)
  bytes = 95
  warm.touch(other)
  t.deepEqual([growing.cooled, warm.count], [1, 1])
  bytes = 1_000
  warm.touch(third)
  t.is(warm.count, 2)
})

test('a segment is asked for its bytes when it is used and when another is, however many there are', (t) => {
  const warm = new WarmSegments({ segments: 500, bytes: 1_000 })
  const segments = Array.from({ length: 5_000 }, () => new Coolable(1))
  for (const round of [1, 2]) {
    for (const segment of segments) warm.touch(segment)
    t.true(segments.every(({ asked }) => asked <= 2 * round))
  }
})

test('what is cooled is what adding up all segments at each change would cool', (t) => {
  const limits = { segments: 4, bytes: 100 }
  const step = fc.record({ index: fc.nat(7), bytes: fc.nat(60), isForgotten: fc.boolean() })
  const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const warm = new WarmSegments(limits)
    const sizes = Array.from({ length: 8 }, () => 0)
    const segments = sizes.map((_, index) => new Coolable(() => sizes[index] ?? 0))
    const cooled = sizes.map(() => 0)
    let expected: number[] = []
    const isOver = () => {
      const bytes = expected.reduce((sum, index) => sum + (sizes[index] ?? 0), 0)
      return expected.length > limits.segments || bytes > limits.bytes
    }
    const coolOldest = () => {
      const index = expected.shift() ?? 0
      cooled[index] = (cooled[index] ?? 0) + 1
    }
    for (const { index, bytes, isForgotten } of steps) {
      const others = expected.filter((one) => one !== index)
      const wasInUse = expected.length > others.length && expected.at(-1) === index
      expected = isForgotten ? others : [...others, index]
      if (isForgotten) warm.forget(segments[index] as Coolable)
      else warm.touch(segments[index] as Coolable)
      while (!isForgotten && !wasInUse && expected.length > 1 && isOver()) coolOldest()
      sizes[index] = isForgotten ? 0 : bytes // it grows, or shrinks, while it is in use
      t.deepEqual([segments.map((one) => one.cooled), warm.count], [cooled, expected.length])
    }
  })
  fc.assert(property)
})
