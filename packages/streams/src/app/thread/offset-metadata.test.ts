/** Bytes of Java's TopicPartitionMetadata, of Kafka Streams 4.3.0. */
import test from 'ava'
import { decodeOffsetMetadata, encodeOffsetMetadata } from './offset-metadata.ts'

const goldens: readonly (readonly [partitionTimeMs: number, closeTimesMs: Record<string, number>, text: string])[] = [
  [-1, {}, 'Av//////////'],
  [1_700_000_000_123, {}, 'AgAAAYvP5Wh7'],
  [75_000, { counts: 60_000 }, 'AgAAAAAAAST4AAAAAQAAAAZjb3VudHMAAAAAAADqYA=='],
  [7, { other: 1_700_000_000_000, café: -5 }, 'AgAAAAAAAAAHAAAAAgAAAAVvdGhlcgAAAYvP5WgAAAAABWNhZsOp//////////s='],
]

test("what is committed beside offsets is Java's, both ways", (t) => {
  for (const [partitionTimeMs, times, text] of goldens) {
    const metadata = { partitionTimeMs, closeTimesMs: new Map(Object.entries(times)) }
    t.is(encodeOffsetMetadata(metadata), text)
    t.deepEqual(decodeOffsetMetadata(text), metadata)
  }
})

test('the first version says the time alone', (t) => {
  const first = Buffer.concat([Buffer.from([1]), Buffer.from('AgAAAYvP5Wh7', 'base64').subarray(1)])
  t.deepEqual(decodeOffsetMetadata(first.toString('base64')), {
    partitionTimeMs: 1_700_000_000_123,
    closeTimesMs: new Map(),
  })
})

test('what nobody can read counts as nothing said', (t) => {
  for (const text of [null, '', 'not of a stream', 'CQAAAYvP5Wh7', 'AgAA', 'AgAAAAAAAST4AAAAAQAAAAZjb3']) {
    t.deepEqual(decodeOffsetMetadata(text), { partitionTimeMs: -1, closeTimesMs: new Map() })
  }
})
