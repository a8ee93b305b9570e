/** Joins of two streams against what a join is: all pairs that are near enough, and what is in none of them. */
import test from 'ava'
import fc from 'fast-check'
import { type KStream, StreamsBuilder, topic } from '../../index.ts'
import { string } from '../../serde.ts'
import { TestDriver } from '../../testing.ts'

const topics = {
  left: topic('left', { key: string, value: string }),
  right: topic('right', { key: string, value: string }),
}
const out = topic('out', { key: string, value: string })

interface Input {
  readonly side: 'left' | 'right'
  readonly key: string
  readonly timestamp: number
}

interface Windows {
  readonly within: number
  readonly before: number
  readonly after: number
  readonly grace: number
}

type Kind = 'inner' | 'left' | 'outer'

const someInputs = fc.array(
  fc.record({
    side: fc.constantFrom('left' as const, 'right' as const),
    key: fc.constantFrom('a', 'b'),
    timestamp: fc.nat(60),
  }),
  { maxLength: 25 },
)
const someKind = fc.constantFrom<Kind>('inner', 'left', 'outer')
const somePlace = fc.constantFrom('disk' as const, 'memory' as const)

function someWindows(grace: fc.Arbitrary<number>): fc.Arbitrary<Windows> {
  return fc.record({ within: fc.constant(0), before: fc.nat(12), after: fc.nat(12), grace })
}

interface Run {
  readonly kind: Kind
  readonly windows: Windows
  readonly place: 'disk' | 'memory'
  readonly inputs: readonly Input[]
}

/** The results, after records of another key have closed all windows. Values are the inputs' numbers. */
function resultsOf({ kind, windows, place, inputs }: Run): string[] {
  const builder = new StreamsBuilder()
  const pair = (a: string | null, b: string | null) => `${a}+${b}`
  const [one, other] = [builder.stream(topics.left), builder.stream(topics.right)]
  const options = { ...windows, place }
  let joined: KStream<string, string>
  if (kind === 'inner') joined = one.join(other, pair, options)
  else joined = kind === 'left' ? one.leftJoin(other, pair, options) : one.outerJoin(other, pair, options)
  joined.to(out)
  using driver = new TestDriver(builder.build())
  const send = ({ side, key, timestamp }: Input, value: string) =>
    driver.input(topics[side]).send(key, value, { timestamp })
  for (const [index, input] of inputs.entries()) send(input, String(index))
  for (const timestamp of [10_000, 20_000]) {
    for (const side of ['left', 'right'] as const) send({ side, key: 'closer', timestamp }, 'closer')
  }
  const results = driver.output(out).readAll()
  return results.filter(({ key }) => key !== 'closer').map(({ value, timestamp }) => `${value}@${timestamp}`)
}

/** Each two inputs that a join joins, and for each input whether it has a partner. */
function pairsOf(inputs: readonly Input[], { before, after }: Windows) {
  const pairs: string[] = []
  const paired = new Set<number>()
  for (const [index, left] of inputs.entries()) {
    for (const [otherIndex, right] of inputs.entries()) {
      const isNear = right.timestamp >= left.timestamp - before && right.timestamp <= left.timestamp + after
      if (left.side !== 'left' || right.side !== 'right' || left.key !== right.key || !isNear) continue
      pairs.push(`${index}+${otherIndex}@${Math.max(left.timestamp, right.timestamp)}`)
      paired.add(index).add(otherIndex)
    }
  }
  return { pairs, paired }
}

function alone({ side, timestamp }: Input, index: number): string {
  return side === 'left' ? `${index}+null@${timestamp}` : `null+${index}@${timestamp}`
}

function hasOwnResult(kind: Kind, { side }: Input): boolean {
  return kind === 'outer' || (kind === 'left' && side === 'left')
}

test('of records that come in order, each pair within the windows has one result, and each record in no pair one', (t) => {
  const property = fc.property(
    fc.record({ kind: someKind, windows: someWindows(fc.nat(20)), place: somePlace, inputs: someInputs }),
    (run) => {
      const inputs = run.inputs.toSorted((a, b) => a.timestamp - b.timestamp)
      const { pairs, paired } = pairsOf(inputs, run.windows)
      const singles = inputs.flatMap((input, index) =>
        hasOwnResult(run.kind, input) && !paired.has(index) ? [alone(input, index)] : [],
      )
      t.deepEqual(resultsOf({ ...run, inputs }).sort(), [...pairs, ...singles].sort())
    },
  )
  t.notThrows(() => fc.assert(property, { numRuns: 150 }))
})

test('of records that come late, but within the grace, the pairs are the same, and none in no pair is forgotten', (t) => {
  const property = fc.property(
    fc.record({ kind: someKind, windows: someWindows(fc.constant(100)), place: somePlace, inputs: someInputs }),
    (run) => {
      const results = resultsOf(run)
      const { pairs, paired } = pairsOf(run.inputs, run.windows)
      const singles = results.filter((result) => result.includes('null'))
      t.deepEqual(results.filter((result) => !result.includes('null')).sort(), pairs.sort())
      t.is(new Set(singles).size, singles.length)
      for (const [index, input] of run.inputs.entries()) {
        const isSingle = singles.includes(alone(input, index))
        // One that came when its window had ended had its result before its partner came.
        if (!paired.has(index)) t.is(isSingle, hasOwnResult(run.kind, input))
      }
    },
  )
  t.notThrows(() => fc.assert(property, { numRuns: 150 }))
})

test('a stream joined with itself gives the same from one store as from two', (t) => {
  const property = fc.property(someInputs, someWindows(fc.constant(100)), (inputs, windows) => {
    const [one, two] = (['none', 'all'] as const).map((optimization) => {
      const builder = new StreamsBuilder()
      const stream = builder.stream(topics.left)
      stream.join(stream, (a, b) => `${a}+${b}`, windows).to(out)
      using driver = new TestDriver(builder.build({ optimization }))
      for (const [index, { key, timestamp }] of inputs.entries()) {
        driver.input(topics.left).send(key, String(index), { timestamp })
      }
      return driver.output(out).readAll()
    })
    t.deepEqual(one, two)
  })
  t.notThrows(() => fc.assert(property, { numRuns: 100 }))
})
