/** What windowed serdes are beyond their bytes, which java-answers.test.ts holds: refusals, partitions, no end. */
import test from 'ava'
import fc from 'fast-check'
import { DurationError } from '../time/duration-error.ts'
import { long } from './number.ts'
import { SerializationError } from './serialization-error.ts'
import { string } from './text.ts'
import { windowStoreKeyBytes } from './window-bytes.ts'
import { sessionWindowed, timeWindowed, type WindowedSerde } from './windowed.ts'

const perMinute = timeWindowed(string, '1m')
const minutesOfChangelog = timeWindowed(string, '1m', { changelog: true })
const sessions = sessionWindowed(string)
const annAt60s = { key: 'ann', window: { startMs: 60_000, endMs: 120_000 } }

for (const [name, serde] of Object.entries({ perMinute, minutesOfChangelog, sessions })) {
  test(`the inner key's bytes choose the partition of a windowed key: ${name}`, (t) => {
    t.deepEqual(serde.partitionBytes(serde.serialize(annAt60s)), Buffer.from('ann'))
  })

  test(`a key that is not windowed is refused: ${name}`, (t) => {
    for (const key of ['ann', null, undefined, { key: 'ann' }]) {
      t.throws(() => given(serde, key), { instanceOf: SerializationError, code: 'WRONG_TYPE' })
    }
  })

  test(`bytes too short for a window are refused: ${name}`, (t) => {
    for (const length of [0, 7]) {
      t.throws(() => serde.deserialize(Buffer.alloc(length)), { instanceOf: SerializationError, code: 'WRONG_LENGTH' })
      t.throws(() => serde.partitionBytes(Buffer.alloc(length)), { instanceOf: SerializationError })
    }
  })

  test(`a window that starts before 1970, or within a millisecond, is refused: ${name}`, (t) => {
    for (const startMs of [-1, 0.5, Number.NaN, 2 ** 53]) {
      t.throws(() => serde.serialize({ key: 'ann', window: { startMs, endMs: 60_000 } }), { code: 'OUT_OF_RANGE' })
    }
    t.throws(() => serde.deserialize(Buffer.alloc(20, 0xff)), { code: 'OUT_OF_RANGE', message: /found -1$/ })
  })
}

test('an unlimited window has no end, and an inner serde of any kind', (t) => {
  const serde = timeWindowed(long, Number.POSITIVE_INFINITY)
  const key = { key: 7, window: { startMs: 0, endMs: Number.POSITIVE_INFINITY } }
  t.deepEqual(serde.deserialize(serde.serialize(key)), key)
})

test('the end of a time window is for its reader to say', (t) => {
  const bytes = perMinute.serialize(annAt60s)
  t.deepEqual(timeWindowed(string, '5m').deserialize(bytes).window, { startMs: 60_000, endMs: 360_000 })
})

test('a key of a changelog is read whatever its sequence', (t) => {
  t.deepEqual(minutesOfChangelog.deserialize(windowStoreKeyBytes(Buffer.from('ann'), 60_000, 7)), annAt60s)
})

test('a session that ends before it starts is refused', (t) => {
  const bytes = sessions.serialize({ key: 'ann', window: { startMs: 2, endMs: 1 } })
  t.throws(() => sessions.deserialize(bytes), { code: 'OUT_OF_RANGE', message: /starts or later, found 2 to 1$/ })
})

test('a window without size is refused when the serde is made', (t) => {
  t.throws(() => timeWindowed(string, 0), { instanceOf: DurationError, message: /^window size: / })
})

test('windowed keys within windowed keys come back', (t) => {
  const serde = sessionWindowed(perMinute)
  const key = { key: annAt60s, window: { startMs: 0, endMs: 90_000 } }
  t.deepEqual(serde.deserialize(serde.serialize(key)), key)
  t.deepEqual(serde.partitionBytes(serde.serialize(key)), perMinute.serialize(annAt60s))
})

test('every session comes back, and bytes order as key, end and start do', (t) => {
  const time = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER - 1 })
  fc.assert(
    fc.property(fc.string(), time, time, (key, one, other) => {
      const window = { startMs: Math.min(one, other), endMs: Math.max(one, other) }
      const bytes = sessions.serialize({ key, window })
      t.deepEqual(sessions.deserialize(bytes), { key, window })
      const later = sessions.serialize({ key, window: { startMs: 0, endMs: window.endMs + 1 } })
      t.true(Buffer.compare(bytes, later) < 0)
    }),
  )
})

/** A caller without types. */
function given(serde: WindowedSerde<string>, key: unknown): Buffer {
  return serde.serialize(key as Parameters<typeof serde.serialize>[0])
}
