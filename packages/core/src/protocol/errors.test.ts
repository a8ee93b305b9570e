import test from 'ava'
import { errorByCode, errors } from './errors.ts'

test('an error is found by its name and by its number', (t) => {
  t.is(errors.NOT_COORDINATOR.code, 16)
  t.is(errorByCode(16), errors.NOT_COORDINATOR)
  t.true(errors.NOT_COORDINATOR.retriable)
  t.is(errorByCode(0).name, 'NONE')
})

test("a number that nobody knows is the broker's own failure", (t) => {
  t.is(errorByCode(9_999), errors.UNKNOWN_SERVER_ERROR)
})

test('no number and no name stands twice', (t) => {
  const all = Object.values(errors)
  t.is(new Set(all.map(({ code }) => code)).size, all.length)
  t.is(new Set(all.map(({ name }) => name)).size, all.length)
})
