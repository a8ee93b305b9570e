/** Which texts compile as durations. */
import { expect, test } from 'tstyche'
import type { Duration } from './duration.ts'

test('milliseconds and texts with units are durations', () => {
  expect<Duration>().type.toBeAssignableFrom(5_000)
  expect<Duration>().type.toBeAssignableFrom('5m' as const)
  expect<Duration>().type.toBeAssignableFrom('500ms' as const)
  expect<Duration>().type.toBeAssignableFrom('1h30m' as const)
  expect<Duration>().type.toBeAssignableFrom('1m30s' as const)
  expect<Duration>().type.toBeAssignableFrom('1d2h3m4s5ms' as const)
})

test('a text without a unit, with an unknown one or with the smaller unit first does not compile', () => {
  expect<Duration>().type.not.toBeAssignableFrom('5' as const)
  expect<Duration>().type.not.toBeAssignableFrom('5 minutes' as const)
  expect<Duration>().type.not.toBeAssignableFrom('5min' as const)
  expect<Duration>().type.not.toBeAssignableFrom('30m1h' as const)
})
