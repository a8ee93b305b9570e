/** What is a duration, how many milliseconds it has, and that an error names the thing it was given for. */
import test from 'ava'
import fc from 'fast-check'
import { type Duration, durationMs } from './duration.ts'
import { DurationError } from './duration-error.ts'

const durations: [Duration, number][] = [
  [0, 0],
  [1_500, 1_500],
  ['0s', 0],
  ['250ms', 250],
  ['10s', 10_000],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['1m500ms', 60_500],
  ['90m', 5_400_000],
  ['7d', 604_800_000],
  ['1d2h3m4s5ms', 93_784_005],
]

for (const [duration, ms] of durations) {
  test(`${JSON.stringify(duration)} lasts ${ms} ms`, (t) => {
    t.is(durationMs(duration, 'grace'), ms)
  })
}

for (const given of [
  '',
  '5',
  'm',
  '5 m',
  '-5m',
  '1.5h',
  '30m1h',
  '5m5m',
  '5min',
  '1e3s',
  '1ms5s',
  Number.NaN,
  null,
  5n,
]) {
  const shown = typeof given === 'bigint' ? `${given}n` : JSON.stringify(given)
  test(`${shown}${typeof given === 'number' ? ' (NaN)' : ''} is no duration`, (t) => {
    const error = t.throws(() => durationMs(given as Duration, 'window size'), { instanceOf: DurationError })
    t.is(error?.code, 'MALFORMED_DURATION')
    t.true(error?.message.startsWith("window size: expected milliseconds, or a text such as '500ms', '5m'"))
  })
}

for (const given of [-1, 0.5, 2 ** 53, Number.POSITIVE_INFINITY, '99999999999999d'] as Duration[]) {
  test(`${given} is out of a duration's range`, (t) => {
    t.throws(() => durationMs(given, 'grace'), {
      instanceOf: DurationError,
      code: 'DURATION_OUT_OF_RANGE',
      message: /^grace: expected whole milliseconds from 0 to 2\^53 - 1, found /,
    })
  })
}

test('a thing may ask for more than nothing', (t) => {
  t.throws(() => durationMs('0s', 'window size', { minMs: 1 }), { message: /at least 1, found '0s' \(string\)$/ })
  t.is(durationMs('1ms', 'window size', { minMs: 1 }), 1)
})

test('a thing may allow what never ends', (t) => {
  t.is(durationMs(Number.POSITIVE_INFINITY, 'window size', { mayBeEndless: true }), Number.POSITIVE_INFINITY)
})

test('what was given is shown cut short', (t) => {
  const error = t.throws(() => durationMs('x'.repeat(1_000_000), 'grace'), { instanceOf: DurationError })
  t.true((error?.message.length ?? 0) < 400)
})

test('a duration put together from its units is their sum', (t) => {
  const counts = fc.array(fc.nat({ max: 1_000 }), { minLength: 5, maxLength: 5 })
  fc.assert(
    fc.property(counts, ([days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0]) => {
      const text = `${days}d${hours}h${minutes}m${seconds}s${ms}ms` as const
      return durationMs(text, 'sum') === (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000 + ms
    }),
  )
  t.pass()
})
